"""The tables of the rooms: the log, and the record that is drawn from it."""

from .record import (
    ACTION,
    DECISION,
    DONE,
    DROPPED,
    KINDS,
    OPEN,
    QUESTION,
    REACTIONS,
    RISK,
    Mark,
    MarkCount,
    Reaction,
    Voice,
)
from .rooms import (
    BURST,
    CHAIR,
    DELETED,
    EDITED,
    JOINING,
    MEMBER,
    MOST,
    OBSERVER,
    RESTORED,
    ROLES,
    SAID,
    SECRETARY,
    STATE,
    STEADY,
    TAKE_BACK,
    Message,
    ReadMark,
    Room,
    RoomEvent,
    RoomMember,
    RoomPresence,
)

__all__ = [
    "ACTION", "BURST", "CHAIR", "DECISION", "DELETED", "DONE", "DROPPED", "EDITED", "JOINING",
    "KINDS", "MEMBER", "MOST", "OBSERVER", "OPEN", "QUESTION", "REACTIONS", "RESTORED", "RISK",
    "ROLES", "SAID", "SECRETARY", "STATE", "STEADY", "TAKE_BACK",
    "Mark", "MarkCount", "Message", "Reaction",
    "ReadMark", "Room", "RoomEvent", "RoomMember", "RoomPresence", "Voice",
]  # fmt: skip
