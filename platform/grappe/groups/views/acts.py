"""What one does oneself towards a group: come in, ask, answer an invitation, go."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.web import done, door, go

from .. import operations
from ..forms import AskForm
from ..models import GroupInvitation, GroupRequest, WorkingGroup
from .pages import bp, overview, said


@bp.post("/<int:group_id>/join")
@door("groups.join", WorkingGroup, "group_id")
def join(working_group: WorkingGroup) -> ResponseReturnValue:
    try:
        operations.join(me(), working_group)
    except Invalid as refusal:
        return overview(working_group, 422, problem=said(refusal))
    done(_("You are in the group for %(organisation)s.", organisation=me().organisation_name))
    return go("groups.show", group_id=working_group.id)


@bp.post("/<int:group_id>/ask")
@door("groups.request", WorkingGroup, "group_id")
def ask(working_group: WorkingGroup) -> ResponseReturnValue:
    form = AskForm()
    if not form.validate_on_submit():
        return overview(working_group, 422, ask=form, form=form)
    try:
        operations.ask(me(), working_group, form.message.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return overview(working_group, 422, ask=form, form=form)
    done(_("Your request has been sent to the chair."))
    return go("groups.show", group_id=working_group.id)


@bp.post("/requests/<int:request_id>/withdraw")
@door("groups.withdraw", GroupRequest, "request_id")
def withdraw(group_request: GroupRequest) -> ResponseReturnValue:
    operations.withdraw(me(), group_request)
    done(_("Your request has been withdrawn."))
    return go("groups.index")


@bp.post("/invitations/<int:invitation_id>/accept")
@door("groups.accept", GroupInvitation, "invitation_id")
def accept(group_invitation: GroupInvitation) -> ResponseReturnValue:
    try:
        operations.accept(me(), group_invitation)
    except Invalid as refusal:
        return overview(group_invitation.group, 422, problem=said(refusal))
    done(_("You are in the group for %(organisation)s.", organisation=me().organisation_name))
    return go("groups.show", group_id=group_invitation.group_id)


@bp.post("/invitations/<int:invitation_id>/decline")
@door("groups.decline", GroupInvitation, "invitation_id")
def decline(group_invitation: GroupInvitation) -> ResponseReturnValue:
    operations.decline(me(), group_invitation)
    done(_("You have declined the invitation."))
    return go("groups.index")


@bp.post("/<int:group_id>/leave")
@door("groups.leave", WorkingGroup, "group_id")
def leave(working_group: WorkingGroup) -> ResponseReturnValue:
    try:
        operations.leave(me(), working_group)
    except (Invalid, Conflict) as refusal:
        return overview(working_group, 422, problem=said(refusal))
    done(_("You have left the group."))
    return go("groups.index")
