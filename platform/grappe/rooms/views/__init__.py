"""The rooms' pages. Everything that the live line can do can be done with forms here, too."""

from grappe.foundation.web import Slice

bp = Slice("rooms", __name__)

# The pages hang themselves on the blueprint.
from . import (  # noqa: E402
    ordering,
    reading,
    recording,
    reporting,
    responding,
    searching,
    since,
    writing,
)

__all__ = [
    "bp", "ordering", "reading", "recording", "reporting", "responding", "searching", "since",
    "writing",
]  # fmt: skip
