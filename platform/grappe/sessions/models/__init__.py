"""The tables of the sessions: what was planned and who comes."""

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
    "Registration", "Session", "SessionHost",
]  # fmt: skip
