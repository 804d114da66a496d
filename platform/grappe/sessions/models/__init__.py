"""The tables of the sessions: what was planned and who comes."""

from .feed import SessionFeed
from .live import (
    ORGANISATION,
    PERSON,
    Hand,
    HaveItToo,
    PitchInterest,
    Poll,
    PollVoice,
    Presence,
    Question,
    QuestionVote,
)
from .minutes import (
    AMENDING,
    APPROVED,
    DRAFT,
    ENDED,
    PROPOSED,
    REFUSED,
    TAKEN,
    Amendment,
    AmendmentVoice,
    Minutes,
    MinutesEdition,
    MinutesMark,
    MinutesRevision,
)
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
    "AMENDING", "APPROVED", "BREAK", "CANCELLED", "CLOSED", "DRAFT", "ENDED", "LIVE", "NETWORK",
    "OFFERED", "ORGANISATION", "PERSON", "PITCH", "PLANNED", "PROPOSED", "REFUSED", "REGISTERED",
    "ROOM", "SET", "TAKEN", "TALK", "WAITING", "WITHDRAWN", "Amendment", "AmendmentVoice",
    "DateOption", "DateVoice", "Hand", "HaveItToo", "Minutes", "MinutesEdition", "MinutesMark",
    "MinutesRevision", "PitchInterest", "Point", "Poll", "PollVoice", "Presence", "Question",
    "QuestionVote", "Registration", "Session", "SessionFeed", "SessionHost",
]  # fmt: skip
