"""The rooms on the live line: what is heard, and what is told when."""

from . import delivery, entering, heads, presence, saying

__all__ = ["delivery", "entering", "heads", "presence", "saying"]
