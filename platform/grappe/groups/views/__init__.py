"""The pages of groups."""

from . import acts, desk, editing, people, places
from .pages import bp

__all__ = ["acts", "bp", "desk", "editing", "people", "places"]
