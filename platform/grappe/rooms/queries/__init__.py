"""What can be asked about rooms; every question starts from the rule."""

from .rooms import room, rooms_of, unread_total

__all__ = ["room", "rooms_of", "unread_total"]
