"""The profile of the organisation one acts for."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict
from grappe.foundation.formats import language
from grappe.foundation.text import markdown
from grappe.foundation.web import done, door, go, page
from grappe.organisations import queries
from grappe.organisations.forms import ButtonForm, ProfileForm
from grappe.organisations.models import Organisation
from grappe.organisations.operations import profile as operations
from grappe.reference import ecosystems

from .blueprint import bp


@bp.route("/profile", methods=["GET", "POST"])
@door("organisations.act")
def profile() -> ResponseReturnValue:
    """Administrators edit it; the others read what it says."""
    organisation, may = queries.desk(me())
    stored = queries.profile_of(organisation)
    form = ProfileForm(obj=stored)
    status, theirs = 200, None
    if form.validate_on_submit():
        said = form.values(*queries.Profile.FIELDS)
        try:
            operations.edit(me(), organisation, said, form.version.data or "")
            done(_("The profile is saved."))
            return go("organisations.profile")
        except Conflict:
            status, theirs = 409, queries.profile_of(organisation)
            form.version.data = theirs.version
    return profile_page(organisation, form, 422 if form.errors else status,
                        {"stored": stored, "theirs": theirs, "may": may})  # fmt: skip


def profile_page(
    organisation: Organisation, form: ProfileForm, status: int, known: dict[str, Any]
) -> ResponseReturnValue:
    stored = known["stored"]
    return page(
        "organisations/profile.html", status, organisation=organisation, form=form, **known,
        names=ecosystems.names(stored.ecosystems, language()), written=markdown(stored.profile),
        history=queries.history(me(), organisation),
    )  # fmt: skip


@bp.post("/profile/confirm")
@door("organisations.act")
def confirm() -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        operations.confirm(me(), queries.mine(me()))
        done(_("Thank you: the profile is marked as right today."))
    return go("organisations.profile")
