"""The record: writing a message into it, agreeing, settling; the register, and my actions."""

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.policy import allowed
from grappe.foundation.web import done, door, page, safe_next

from .. import queries
from ..forms import MarkForm
from ..models import KINDS, Mark, Message, Room
from ..operations import agree, amend_mark, mark_message, settle_mark, unmark
from . import bp
from .reading import together
from .writing import for_script, to_message


@bp.route("/<int:room_id>/messages/<int:message_id>/mark", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
@door("rooms.mark", Message, "message_id")
def mark(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    if entry := queries.mark_of(message):
        return to_entry(entry)
    form = MarkForm.about(message, request.args.get("kind", ""), queries.people_of(room))
    if form.validate_on_submit():
        try:
            mark_message(me(), room, message, form.kind.data, form.said)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The message is in the record."))
            return redirect(to_message(room, message.id, message.seq), 303)
    return page("rooms/mark.html", 422 if form.errors else 200, room=room, form=form,
                message=message, entry=None)  # fmt: skip


def to_entry(mark: Mark) -> ResponseReturnValue:
    """A message stands in the record once: who would write it there again is led to its entry."""
    if allowed(me(), "marks.amend", mark):
        return redirect(url_for("rooms.edit_mark", mark_id=mark.id), 303)
    done(_("This message is in the record already."))
    return back_to(mark)


@bp.route("/marks/<int:mark_id>/edit", methods=["GET", "POST"])
@door("marks.amend", Mark, "mark_id")
def edit_mark(mark: Mark) -> ResponseReturnValue:
    room = queries.room(me(), mark.room_id)
    form = MarkForm.of(mark, queries.people_of(room))
    if form.validate_on_submit():
        try:
            amend_mark(me(), mark, form.said)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The record has been changed."))
            return back_to(mark)
    return page("rooms/mark.html", 422 if form.errors else 200, room=room, form=form, message=None,
                entry=mark)  # fmt: skip


@bp.post("/marks/<int:mark_id>/agree")
@door("marks.agree", Mark, "mark_id")
def give_voice(mark: Mark) -> ResponseReturnValue:
    agree(me(), mark, request.form.get("on", "1") == "1")
    return back_to(mark)


@bp.post("/marks/<int:mark_id>/settle")
@door("marks.settle", Mark, "mark_id")
def settle(mark: Mark) -> ResponseReturnValue:
    settle_mark(me(), mark, request.form.get("state", ""))
    return back_to(mark)


@bp.post("/marks/<int:mark_id>/remove")
@door("marks.amend", Mark, "mark_id")
def remove_mark(mark: Mark) -> ResponseReturnValue:
    room_id = mark.room_id
    unmark(me(), mark)
    done(_("It is no longer in the record. Its number is not given again."))
    return redirect(url_for("rooms.show", room_id=room_id), 303)


def back_to(mark: Mark) -> ResponseReturnValue:
    """Where the button was pressed: beside the talk, in the register, or among my actions."""
    if for_script():
        return jsonify(ok=True)
    if back := request.form.get("next"):
        return redirect(safe_next(back), 303)
    return redirect(url_for("rooms.show", room_id=mark.room_id, _anchor="record"), 303)


@bp.get("/<int:room_id>/record")
@door("rooms.read", Room, "room_id")
def register(room: Room) -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    rows = queries.register(me(), room, kind)
    shown = [kind] if kind in KINDS else list(KINDS)
    entries = {name: [row for row in rows if row.kind == name] for name in shown}
    return page("rooms/record.html", room=room, entries=entries, kind=kind, any=bool(rows))


@bp.get("/actions")
@door("signed_in")
def actions() -> ResponseReturnValue:
    return page("rooms/actions.html", rows=queries.actions_of(me()))
