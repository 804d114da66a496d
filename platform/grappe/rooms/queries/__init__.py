"""What can be asked about rooms; every question starts from the rule."""

from .log import caught_up, entries, envelope, listeners, since, standing, versions
from .presence import expired, heads, member_count, members_among, names, present
from .rooms import latest, room, rooms_of, unread_total
from .talk import Talk, facts, talk

__all__ = [
    "Talk", "caught_up", "entries", "envelope", "expired", "facts", "heads", "latest", "listeners",
    "member_count", "members_among",
    "names", "present", "room", "rooms_of", "since", "standing", "talk", "unread_total", "versions",
]  # fmt: skip
