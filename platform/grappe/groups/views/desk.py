"""The desk of those who run a group: requests, invitations."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.text import tidy
from grappe.foundation.web import done, door, go, page

from .. import operations, queries
from ..forms import InviteForm, RefuseForm
from ..models import GroupInvitation, GroupRequest, WorkingGroup
from .pages import around, bp, said


@bp.get("/<int:group_id>/requests")
@door("groups.desk", WorkingGroup, "group_id")
def requests(working_group: WorkingGroup) -> ResponseReturnValue:
    return desk(working_group)


def desk(group: WorkingGroup, status: int = 200, **more: Any) -> ResponseReturnValue:
    there = queries.at_the_door(group)
    return page(
        "groups/requests.html", status, **around(group),
        asking=[row for row in there if row.kind == "request"],
        invited=[row for row in there if row.kind == "invitation"], **more,
    )  # fmt: skip


@bp.post("/requests/<int:request_id>/admit")
@door("groups.decide", GroupRequest, "request_id")
def admit(group_request: GroupRequest) -> ResponseReturnValue:
    try:
        operations.admit(me(), group_request)
    except Invalid as refusal:
        return desk(group_request.group, 422, problem=said(refusal))
    done(_("The new member is in, and in the rooms of the group."))
    return go("groups.requests", group_id=group_request.group_id)


@bp.post("/requests/<int:request_id>/refuse")
@door("groups.decide", GroupRequest, "request_id")
def refuse(group_request: GroupRequest) -> ResponseReturnValue:
    form = RefuseForm()
    if not form.validate_on_submit():
        return desk(group_request.group, 422, form=form, refused=group_request.id)
    try:
        operations.refuse(me(), group_request, form.reason.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return desk(group_request.group, 422, form=form, refused=group_request.id)
    done(_("The request is declined; the reason has been sent."))
    return go("groups.requests", group_id=group_request.group_id)


@bp.route("/<int:group_id>/invite", methods=["GET", "POST"])
@door("groups.invite", WorkingGroup, "group_id")
def invite(working_group: WorkingGroup) -> ResponseReturnValue:
    form = InviteForm()
    if not form.validate_on_submit():
        return search(working_group, form)
    try:
        made = operations.invite(me(), working_group, form.people)
    except Invalid as refusal:
        form.blame(refusal)
        return search(working_group, form, 422)
    done(ngettext("%(num)d invitation sent.", "%(num)d invitations sent.", len(made)))
    return go("groups.requests", group_id=working_group.id)


def search(group: WorkingGroup, form: InviteForm, status: int = 200) -> ResponseReturnValue:
    words = tidy(request.values.get("q", ""))[:100]
    found, more = queries.findable(me(), group, words)
    return page(
        "groups/invite.html", status, group=group, form=form, q=words, found=found, more=more
    )


@bp.post("/invitations/<int:invitation_id>/revoke")
@door("groups.revoke", GroupInvitation, "invitation_id")
def revoke(group_invitation: GroupInvitation) -> ResponseReturnValue:
    operations.revoke(me(), group_invitation)
    done(_("The invitation is withdrawn."))
    return go("groups.requests", group_id=group_invitation.group_id)
