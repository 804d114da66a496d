"""The pages of sessions."""

from grappe.foundation.web import Slice

bp = Slice("sessions", __name__)

from . import live, minutes, planning  # noqa: E402

__all__ = ["bp", "live", "minutes", "planning"]
