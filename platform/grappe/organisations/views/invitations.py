"""Inviting colleagues, and taking up an invitation."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.addresses import masked
from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.formats import language
from grappe.foundation.visits import visit, welcome
from grappe.foundation.web import done, door, go, page
from grappe.organisations import queries
from grappe.organisations.forms import InviteForm, NewcomerForm
from grappe.organisations.models import Invitation
from grappe.organisations.operations import inviting, joining

from .blueprint import bp
from .team import team_page


@bp.post("/team/invite")
@door("organisations.act")
def invite() -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        try:
            lines = inviting.invite(me(), queries.mine(me()), form.addresses.data, form.role.data)
            return page("organisations/invited.html", lines=lines)
        except Invalid as refusal:
            form.blame(refusal)
    return team_page(form, 422)


@bp.post("/invitations/<int:invitation_id>/resend")
@door("organisations.manage_invitation", Invitation, "invitation_id")
def resend(invitation: Invitation) -> ResponseReturnValue:
    inviting.resend(me(), invitation)
    done(_("A new link is on its way; the one before opens nothing any more."))
    return go("organisations.team")


@bp.post("/invitations/<int:invitation_id>/revoke")
@door("organisations.manage_invitation", Invitation, "invitation_id")
def revoke(invitation: Invitation) -> ResponseReturnValue:
    inviting.revoke(me(), invitation)
    done(_("The invitation is withdrawn."))
    return go("organisations.team")


@bp.get("/invitations/<token>")
@door("public")
def invitation(token: str) -> ResponseReturnValue:
    """Looking does nothing: who invites to what, and what to do next."""
    return invitation_page(token, NewcomerForm())


def invitation_page(token: str, form: NewcomerForm) -> ResponseReturnValue:
    try:
        about = queries.invited(token)
    except Invalid as refusal:
        return page("organisations/invitation_over.html", 422, refusal=refusal)
    by = me()
    kind = ("mine" if by.email == about.email else "other") if by.is_authenticated else (
        "known" if about.known else "new")  # fmt: skip
    return page("organisations/invitation.html", 422 if form.errors else 200, about=about,
                kind=kind, form=form, token=token, masked=masked(about.email))  # fmt: skip


@bp.post("/invitations/<token>/accept")
@door("signed_in")
def accept(token: str) -> ResponseReturnValue:
    try:
        membership = joining.accept(me(), token)
    except Invalid as refusal:
        if refusal.sentence == queries.OVER:
            return page("organisations/invitation_over.html", 422, refusal=refusal)
        return invitation_page(token, NewcomerForm(formdata=None))
    done(_("You now act for %(name)s.", name=membership.organisation.name))
    return go("organisations.team")


@bp.post("/invitations/<token>/join")
@door("public")
def join(token: str) -> ResponseReturnValue:
    """For the holder of a link without an account: name and password, and one is in."""
    form = NewcomerForm()
    if form.validate_on_submit():
        said = joining.Newcomer(form.name.data, form.password.data, language())
        try:
            session, person = joining.register(me(), token, said, visit())
        except Invalid as refusal:
            form.blame(refusal)
        else:
            answer = Response(status=303, headers={"Location": url_for("organisations.team")})
            return welcome(answer, session, person, stay=False)
    return invitation_page(token, form)
