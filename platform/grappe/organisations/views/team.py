"""The team: who works for the organisation, as what."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go, page
from grappe.organisations import queries
from grappe.organisations.forms import ButtonForm, InviteForm, RoleForm, TitleForm
from grappe.organisations.models import ADMINISTRATOR, Membership
from grappe.organisations.operations import team as operations

from .blueprint import bp


@bp.get("/team")
@door("organisations.act")
def team() -> ResponseReturnValue:
    return team_page(InviteForm())


def team_page(form: InviteForm, status: int = 200, **more: object) -> ResponseReturnValue:
    """The page of the team; after something went wrong, with the form or the sentence of it."""
    by = me()
    rows = queries.team(by)
    now = [row for row in rows if row.until is None]
    administrators = [row for row in now if row.role == ADMINISTRATOR]
    _organisation, may = queries.desk(by)
    return page(
        "organisations/team.html", status, form=form, now=now,
        former=[row for row in rows if row.until], alone=len(administrators) == 1, may=may,
        invitations=queries.invitations(by) if "organisations.invite" in may else [], **more,
    )  # fmt: skip


@bp.post("/memberships/<int:membership_id>/role")
@door("organisations.change_role", Membership, "membership_id")
def role(membership: Membership) -> ResponseReturnValue:
    form = RoleForm()
    try:
        if form.validate_on_submit():
            operations.set_role(me(), membership, form.role.data)
            done(_("The role is changed."))
            return go("organisations.team")
    except Invalid as refusal:
        return team_page(InviteForm(formdata=None), 422, refusal=refusal)
    return team_page(InviteForm(formdata=None), 422)


@bp.route("/memberships/<int:membership_id>/title", methods=["GET", "POST"])
@door("organisations.edit_membership", Membership, "membership_id")
def title(membership: Membership) -> ResponseReturnValue:
    form = TitleForm(obj=membership)
    if form.validate_on_submit():
        operations.set_title(me(), membership, form.title.data or "")
        done(_("The function is saved."))
        return go("organisations.team")
    status = 422 if form.errors else 200
    return page("organisations/title.html", status, form=form, name=membership.person.name)


@bp.post("/memberships/<int:membership_id>/end")
@door("organisations.end_membership", Membership, "membership_id")
def end(membership: Membership) -> ResponseReturnValue:
    mine = membership.person_id == me().person_id
    form = ButtonForm()
    try:
        if form.validate_on_submit():
            operations.end_membership(me(), membership)
    except Invalid as refusal:
        if me().organisation_id != membership.organisation_id:
            raise
        return team_page(InviteForm(formdata=None), 422, refusal=refusal)
    done(_("You have left the team.") if mine else _("This person is no longer in the team."))
    return go("home.index") if mine else go("organisations.team")


@bp.get("/memberships/<int:membership_id>/end")
@door("organisations.end_membership", Membership, "membership_id")
def ask_end(membership: Membership) -> ResponseReturnValue:
    return page(
        "organisations/end.html", self_=membership.person_id == me().person_id,
        name=membership.person.name, organisation=membership.organisation.name,
        membership_id=membership.id,
    )  # fmt: skip
