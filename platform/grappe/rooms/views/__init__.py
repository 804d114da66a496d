"""The rooms' pages. Everything that the live line can do can be done with forms here, too."""

from grappe.foundation.web import Slice

bp = Slice("rooms", __name__)

# The pages hang themselves on the blueprint.
from . import reading, recording, responding, since, writing  # noqa: E402

__all__ = ["bp", "reading", "recording", "responding", "since", "writing"]
