"""What organisations add to every page: for whom one may act, and the way to one's team."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from grappe.foundation.actor import Actor
from grappe.foundation.shell import Place, in_shell

from .queries import memberships


@in_shell
def acting_for(by: Actor) -> dict[str, Any]:
    places = []
    if by.organisation_id:
        places = [
            Place("team", url_for("organisations.team"), "users", _("Team"), "account"),
            Place("organisation", url_for("organisations.profile"), "buildings",
                  _("Profile of the organisation"), "account"),
        ]  # fmt: skip
    return {"memberships": memberships(by), "places": places}
