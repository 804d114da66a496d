"""What home asks; it gathers what lower slices know, each through its own rule."""

from .since import NEWS, Told, told_since
from .standing import Standing, standing
from .visitors import open_calls
from .waiting import Waiting, waiting

__all__ = [
    "NEWS", "Standing", "Told", "Waiting", "open_calls", "standing", "told_since", "waiting",
]  # fmt: skip
