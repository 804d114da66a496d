"""The tables of the sessions: what was planned and who comes."""

from .feed import SessionFeed
from .planning import (
    BREAK,
    CANCELLED,
    CLOSED,
    LIVE,
    NETWORK,
    OFFERED,
    PITCH,
    PLANNED,
    REGISTERED,
    ROOM,
    SET,
    TALK,
    WAITING,
    WITHDRAWN,
    DateOption,
    DateVoice,
    Point,
    Registration,
    Session,
    SessionHost,
)

__all__ = [
    "BREAK", "CANCELLED", "CLOSED", "LIVE", "NETWORK", "OFFERED", "PITCH", "PLANNED", "REGISTERED",
    "ROOM", "SET", "TALK", "WAITING", "WITHDRAWN", "DateOption", "DateVoice", "Point",
    "Registration", "Session", "SessionFeed", "SessionHost",
]  # fmt: skip
