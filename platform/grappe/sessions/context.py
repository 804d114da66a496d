"""What sessions add to every page: their place, and how many questions wait for an answer."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from grappe.foundation.actor import Actor
from grappe.foundation.shell import Place, in_shell

from .queries import minutes_around, planning

__all__ = ["minutes_around", "places", "planning"]


@in_shell
def places(by: Actor) -> dict[str, Any]:
    return {
        "places": [Place("sessions", url_for("sessions.index"), "calendar-blank", _("Sessions"))]
    }
