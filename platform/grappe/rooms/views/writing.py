"""Writing: every act is a form, with or without script."""

from collections.abc import Callable

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid, Refusal, Slow
from grappe.foundation.limits import limit
from grappe.foundation.live import refused
from grappe.foundation.web import done, door, go, page

from ..forms import MessageForm, WordsForm
from ..forms.order import ReasonForm
from ..models import BURST, STEADY, Message, Room
from ..operations import Attached, delete_message, edit_message, mark_read, post_message
from . import bp
from .arranging import client_id, fresh_cid
from .attaching import attach
from .reading import LARGEST, room_page, together


@bp.post("/<int:room_id>/messages")
@door("rooms.post", Room, "room_id")
def say(room: Room) -> ResponseReturnValue:
    """For the page's script, which asks for JSON, the answer is that of the live line."""
    form, files = MessageForm(), list[Attached]()
    try:
        limit("rooms:send", me().person_id, BURST)
        limit("rooms.post", me().person_id, STEADY)
        body, reply_to = form.body.data or "", form.reply_to.data
        attach(room, files)
        if not for_script() and not form.validate():
            return room_page(room, form, 422, files)
        entry = post_message(me(), room, client_id(form.cid.data), body, reply_to, files)
    except Refusal as refusal:
        if for_script():
            return jsonify(refused(refusal)), refusal.status
        if not isinstance(refusal, Invalid | Slow):
            raise
        form.blame(refusal)
        return room_page(room, form, refusal.status, files)
    if for_script():
        at = entry.at.isoformat()
        return jsonify(ok=True, seq=entry.seq, id=entry.message_id, at=at)
    return redirect(to_message(room, entry.message_id), 303)


@bp.route("/<int:room_id>/messages/<int:message_id>/edit", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
@door("rooms.edit_message", Message, "message_id")
def edit(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    form = WordsForm(body=message.body, cid=fresh_cid())
    if request.method == "POST" and form.validate():
        try:
            edit_message(me(), room, message, client_id(form.cid.data), form.body.data or "")
            return redirect(to_message(room, message.id, message.seq), 303)
        except Invalid as refusal:
            form.blame(refusal)
    status = 422 if form.errors else 200
    return page("rooms/edit.html", status, room=room, message=message, form=form)


@bp.route("/<int:room_id>/messages/<int:message_id>/delete", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
@door("rooms.delete_message", Message, "message_id")
def delete(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    form = ReasonForm() if message.author_id != me().person_id else None
    if request.method == "GET" or (form and not form.validate()):
        status = 422 if form and form.is_submitted() else 200
        return page("rooms/delete.html", status, room=room, message=message, form=form)
    delete_message(me(), room, message, (form.reason.data or "") if form else "")
    done(_("The message has been deleted."))
    return redirect(to_message(room, message.id, message.seq), 303)


@bp.post("/<int:room_id>/read")
@door("rooms.read", Room, "room_id")
def read(room: Room) -> ResponseReturnValue:
    upto = request.form.get("seq", "")
    known = upto.isdecimal() and len(upto) < 20 and int(upto) <= LARGEST
    mark_read(me(), room, int(upto) if known else room.last_seq)
    return jsonify(ok=True) if for_script() else go("rooms.show", room_id=room.id)


def pressed(act: Callable[[], object], back: str) -> ResponseReturnValue:
    """A button that does one thing: for the page's script the answer is that of the live line."""
    try:
        limit("rooms:press", me().person_id, BURST)
        limit("rooms.press", me().person_id, STEADY)
        act()
    except Refusal as refusal:
        if for_script():
            return jsonify(refused(refusal)), refusal.status
        raise
    return jsonify(ok=True) if for_script() else redirect(back, 303)


def for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def to_message(room: Room, message_id: int, around: int | None = None) -> str:
    return url_for("rooms.show", room_id=room.id, around=around, _anchor=f"m-{message_id}")
