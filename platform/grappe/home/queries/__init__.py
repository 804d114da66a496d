"""What home asks; it gathers what lower slices know, each through its own rule."""

from .since import NEWS, Told, last_visit, told_since
from .visitors import open_calls
from .waiting import Waiting, waiting

__all__ = ["NEWS", "Told", "Waiting", "last_visit", "open_calls", "told_since", "waiting"]
