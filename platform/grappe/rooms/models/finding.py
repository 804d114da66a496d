"""What is kept of messages to find them by."""

from grappe.foundation.indexes import Index

FOUND = Index("message")


def in_room(room_id: int) -> str:
    return f"room{room_id}"


def said_by(person_id: int) -> str:
    return f"by{person_id}"
