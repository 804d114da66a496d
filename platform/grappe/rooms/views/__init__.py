"""The rooms' pages. Everything that the live line can do can be done with forms here, too."""

from grappe.foundation.web import Slice

bp = Slice("rooms", __name__)

from . import reading, recording, responding, writing  # noqa: E402  the pages hang themselves on the blueprint

__all__ = ["bp", "reading", "recording", "responding", "writing"]
