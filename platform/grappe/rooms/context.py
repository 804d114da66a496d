"""What every page shows of the rooms: the latest ones, and how much waits in them."""

from typing import Any

from flask import url_for

from grappe.foundation.actor import Actor
from grappe.foundation.shell import in_shell

from . import queries

SHOWN = 8


@in_shell
def my_rooms(by: Actor) -> dict[str, Any]:
    """One query: `room_list` is all of them, `my_rooms` those for the rail."""
    rows = queries.rooms_of(by)
    listed = [dict(row._mapping) | {"url": url_for("rooms.show", room_id=row.id)} for row in rows]
    active = [room for room in listed if room["archived_at"] is None]
    return {
        "room_list": listed,
        "my_rooms": active[:SHOWN],
        "unread_rooms": sum(room["unread"] for room in listed),
    }
