"""The rooms of a group, for those who run it."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go, page

from .. import operations
from ..forms import RoomForm
from ..models import GroupRoom, WorkingGroup
from .pages import bp, overview, said


@bp.route("/<int:group_id>/rooms/new", methods=["GET", "POST"])
@door("groups.manage", WorkingGroup, "group_id")
def new_room(working_group: WorkingGroup) -> ResponseReturnValue:
    form = RoomForm()
    if not form.validate_on_submit():
        return asked(working_group, form, 422 if form.is_submitted() else 200)
    try:
        operations.add_room(me(), working_group, form.title.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return asked(working_group, form, 422)
    done(_("The room is open to all members."))
    return go("groups.show", group_id=working_group.id)


@bp.route("/rooms/<int:place_id>/rename", methods=["GET", "POST"])
@door("groups.manage_room", GroupRoom, "place_id")
def rename_room(group_room: GroupRoom) -> ResponseReturnValue:
    form = RoomForm(obj=group_room.room)
    if not form.validate_on_submit():
        return asked(group_room.group, form, 422 if form.is_submitted() else 200, group_room)
    try:
        operations.rename_room(me(), group_room, form.title.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return asked(group_room.group, form, 422, group_room)
    done(_("The room has its new title."))
    return go("groups.show", group_id=group_room.group_id)


def asked(
    group: WorkingGroup, form: RoomForm, status: int, place: GroupRoom | None = None
) -> ResponseReturnValue:
    return page("groups/room.html", status, group=group, form=form, place=place)


@bp.route("/rooms/<int:place_id>/archive", methods=["GET", "POST"])
@door("groups.manage_room", GroupRoom, "place_id")
def archive_room(group_room: GroupRoom) -> ResponseReturnValue:
    if request.method == "GET":
        return page("groups/archive.html", group=group_room.group, place=group_room)
    try:
        operations.archive_room(me(), group_room)
    except Invalid as refusal:
        return overview(group_room.group, 422, problem=said(refusal))
    done(_("The room is archived; it can still be read."))
    return go("groups.show", group_id=group_room.group_id)


@bp.post("/rooms/<int:place_id>/reopen")
@door("groups.manage_room", GroupRoom, "place_id")
def reopen_room(group_room: GroupRoom) -> ResponseReturnValue:
    try:
        operations.reopen_room(me(), group_room)
    except Invalid as refusal:
        return overview(group_room.group, 422, problem=said(refusal))
    done(_("The room is open again."))
    return go("groups.show", group_id=group_room.group_id)
