"""What can be done in sessions."""

from . import planning

__all__ = ["planning"]
