"""What accounts add to every page of somebody signed in."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from grappe.foundation.actor import Actor
from grappe.foundation.shell import Place, in_shell


@in_shell
def my_account(by: Actor) -> dict[str, Any]:
    return {
        "density": by.density,
        "places": [
            Place("profile", url_for("accounts.profile", person_id=by.person_id), "user-circle",
                  _("My profile"), "account"),
            Place("preferences", url_for("accounts.preferences"), "gear-six", _("Preferences"),
                  "account"),
        ],
    }  # fmt: skip
