"""Making a group, changing its text, ending it and taking it up again."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.web import done, door, go, page

from .. import operations
from ..forms import CHARTER, CharterForm, CloseForm
from ..models import WorkingGroup
from .pages import WORDS, bp, overview, said


@bp.route("/new", methods=["GET", "POST"])
@door("groups.create")
def new() -> ResponseReturnValue:
    form = CharterForm()
    if not form.validate_on_submit():
        return page("groups/new.html", 422 if form.is_submitted() else 200, form=form, **WORDS)
    try:
        made = operations.create_group(me(), **form.charter, ticket=form.ticket.data or None)
    except Invalid as refusal:
        form.blame(refusal)
        return page("groups/new.html", 422, form=form, **WORDS)
    done(_("The group is open, and so is its first room."))
    return go("groups.show", group_id=made.id)


@bp.route("/<int:group_id>/edit", methods=["GET", "POST"])
@door("groups.manage", WorkingGroup, "group_id")
def edit(working_group: WorkingGroup) -> ResponseReturnValue:
    form = CharterForm(obj=working_group)
    if not form.validate_on_submit():
        return editor(working_group, form, 422 if form.is_submitted() else 200)
    try:
        operations.amend(me(), working_group, form.seen, **form.charter)
    except Invalid as refusal:
        form.blame(refusal)
        return editor(working_group, form, 422)
    except Conflict:
        return compare(working_group, form)
    done(_("Your changes are saved."))
    return go("groups.show", group_id=working_group.id)


def editor(group: WorkingGroup, form: CharterForm, status: int) -> ResponseReturnValue:
    return page("groups/edit.html", status, group=group, form=form, differences=[], **WORDS)


def compare(group: WorkingGroup, form: CharterForm) -> ResponseReturnValue:
    """Both texts side by side. Sending again is a decision: it carries the version now stored."""
    differences = [
        (form[name].label.text, shown(name, getattr(group, name)), shown(name, form.charter[name]))
        for name in CHARTER
        if getattr(group, name) != form.charter[name]
    ]
    form.version.raw_data = None
    form.version.data = str(group.version)
    return page("groups/edit.html", 409, group=group, form=form, differences=differences, **WORDS)


def shown(name: str, value: object) -> object:
    if name == "joining":
        return WORDS["joining_words"].get(str(value), value)
    return _("nothing") if value in (None, "") else value


@bp.route("/<int:group_id>/close", methods=["GET", "POST"])
@door("groups.close", WorkingGroup, "group_id")
def close(working_group: WorkingGroup) -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("groups/close.html", status, group=working_group, form=form)
    try:
        operations.close(me(), working_group, form.reason.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return page("groups/close.html", 422, group=working_group, form=form)
    done(_("The group is closed; its rooms can still be read."))
    return go("groups.show", group_id=working_group.id)


@bp.post("/<int:group_id>/rest")
@door("groups.close", WorkingGroup, "group_id")
def rest(working_group: WorkingGroup) -> ResponseReturnValue:
    try:
        operations.rest(me(), working_group)
    except Invalid as refusal:
        return overview(working_group, 422, problem=said(refusal))
    done(_("The group is marked as dormant."))
    return go("groups.show", group_id=working_group.id)


@bp.post("/<int:group_id>/reopen")
@door("groups.close", WorkingGroup, "group_id")
def reopen(working_group: WorkingGroup) -> ResponseReturnValue:
    operations.reopen(me(), working_group)
    done(_("The group is active again."))
    return go("groups.show", group_id=working_group.id)
