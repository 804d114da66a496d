"""The rooms' pages. Everything that the live line can do can be done with forms here, too."""

from grappe.foundation.web import Slice

bp = Slice("rooms", __name__)

# The pages hang themselves on the blueprint.
from . import (  # noqa: E402
    files,
    keeping,
    ordering,
    reading,
    recording,
    reporting,
    responding,
    since,
    transcribing,
    writing,
)

__all__ = [
    "bp", "files", "keeping", "ordering", "reading", "recording", "reporting", "responding",
    "since", "transcribing", "writing",
]  # fmt: skip
