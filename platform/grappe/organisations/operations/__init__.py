"""What is done for an organisation, and by whom."""

from . import acting

__all__ = ["acting"]
