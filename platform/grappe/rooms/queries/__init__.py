"""What can be asked about rooms; every question starts from the rule."""

from .log import caught_up, entries, envelopes, listeners, since, standing, states_of, versions
from .presence import expired, heads, member_count, members_among, names, present
from .record import Record, actions_of, mark_of, people_of, record, register
from .rooms import latest, room, rooms_of, unread_total
from .states import NOTHING, reactions, state
from .talk import Talk, facts, talk

__all__ = [
    "NOTHING", "Record", "Talk", "actions_of", "caught_up", "entries", "envelopes", "expired",
    "facts", "heads", "latest", "listeners", "mark_of", "member_count", "members_among", "names",
    "people_of", "present", "reactions", "record", "register", "room", "rooms_of", "since",
    "standing", "state", "states_of", "talk", "unread_total", "versions",
]  # fmt: skip
