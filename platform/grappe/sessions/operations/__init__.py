"""What can be done in sessions."""

from . import live, minutes, planning

__all__ = ["live", "minutes", "planning"]
