"""The pages about one's organisation."""

from . import acting
from .blueprint import bp

__all__ = ["acting", "bp"]
