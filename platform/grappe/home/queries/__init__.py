"""What home asks; it gathers what lower slices know, each through its own rule."""

from .dates import Date, deadlines
from .since import NEWS, Told, last_visit, told_since
from .visitors import open_calls
from .waiting import Waiting, waiting

__all__ = [
    "NEWS", "Date", "Told", "Waiting", "deadlines", "last_visit", "open_calls", "told_since",
    "waiting",
]  # fmt: skip
