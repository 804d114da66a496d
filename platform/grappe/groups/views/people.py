"""What those who run a group do to its members."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.policy import abilities
from grappe.foundation.web import done, door, go, page

from .. import operations
from ..forms import RoleForm
from ..models import GroupMember
from .pages import WORDS, bp, said


@bp.get("/members/<int:member_id>")
@door("groups.manage_member", GroupMember, "member_id")
def member(group_member: GroupMember) -> ResponseReturnValue:
    return one_member(group_member)


def one_member(member: GroupMember, status: int = 200, problem: str = "") -> ResponseReturnValue:
    """What can be done to a member, each with its question."""
    if member.until is not None:
        return go("groups.members", group_id=member.group_id)
    return page(
        "groups/member.html", status, member=member, group=member.group, problem=problem,
        form=RoleForm(formdata=None, role=member.role), **WORDS,
        may=abilities(me(), member.group, "groups.hand_over"),
    )  # fmt: skip


@bp.post("/members/<int:member_id>/role")
@door("groups.manage_member", GroupMember, "member_id")
def change_role(group_member: GroupMember) -> ResponseReturnValue:
    form = RoleForm()
    if not form.validate_on_submit():
        return one_member(group_member, 422, _("Choose one of the roles."))
    try:
        operations.change_role(me(), group_member, form.role.data)
    except Invalid as refusal:
        return one_member(group_member, 422, said(refusal))
    done(_("The role is changed, in the rooms too."))
    return go("groups.members", group_id=group_member.group_id)


@bp.post("/members/<int:member_id>/remove")
@door("groups.manage_member", GroupMember, "member_id")
def remove(group_member: GroupMember) -> ResponseReturnValue:
    try:
        operations.remove(me(), group_member)
    except Invalid as refusal:
        return one_member(group_member, 422, said(refusal))
    done(_("The member is removed, from the rooms too."))
    return go("groups.members", group_id=group_member.group_id)


@bp.post("/members/<int:member_id>/chair")
@door("groups.hand_to", GroupMember, "member_id")
def hand_over(group_member: GroupMember) -> ResponseReturnValue:
    try:
        operations.hand_over(me(), group_member)
    except Invalid as refusal:
        return one_member(group_member, 422, said(refusal))
    done(_("The chair is handed over."))
    return go("groups.members", group_id=group_member.group_id)
