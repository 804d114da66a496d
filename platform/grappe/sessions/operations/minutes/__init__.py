"""What is done with the minutes of a session."""

from ...models.minutes_text import EntryText, MinutesText
from .amending import Proposal, decide, end, extend, open_for_amendments, propose, support
from .approving import approve, correct
from .drafting import draft
from .editing import Overtaken, save

__all__ = [
    "EntryText", "MinutesText", "Overtaken", "Proposal", "approve", "correct", "decide", "draft",
    "end", "extend", "open_for_amendments", "propose", "save", "support",
]  # fmt: skip
