"""What can be done in sessions."""

from . import minutes, planning

__all__ = ["minutes", "planning"]
