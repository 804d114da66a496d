"""What one does to a message with one press: react, pin, take a deletion back."""

from collections.abc import Callable

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Refusal
from grappe.foundation.limits import limit
from grappe.foundation.live import refused
from grappe.foundation.web import done, door

from ..models import BURST, STEADY, Message, Room
from ..operations import pin, react, restore_message
from . import bp
from .reading import together
from .writing import for_script, to_message


@bp.post("/<int:room_id>/messages/<int:message_id>/react")
@door("rooms.read", Room, "room_id")
@door("rooms.react", Message, "message_id")
def give_reaction(room: Room, message: Message) -> ResponseReturnValue:
    """`kind` is one of the six; with a minus before it, it is taken back."""
    together(room, message)
    said = request.form.get("kind", "")
    return pressed(room, message, lambda: react(
        me(), room, message, said.removeprefix("-"), not said.startswith("-")
    ))  # fmt: skip


@bp.post("/<int:room_id>/messages/<int:message_id>/pin")
@door("rooms.read", Room, "room_id")
@door("rooms.pin", Message, "message_id")
def set_pin(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    return pressed(
        room, message, lambda: pin(me(), room, message, request.form.get("on", "1") == "1")
    )


@bp.post("/<int:room_id>/messages/<int:message_id>/restore")
@door("rooms.read", Room, "room_id")
@door("rooms.restore_message", Message, "message_id")
def restore(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    answer = pressed(room, message, lambda: restore_message(me(), room, message))
    if not for_script():
        done(_("The message is back."))
    return answer


def pressed(room: Room, message: Message, act: Callable[[], object]) -> ResponseReturnValue:
    """For the page's script the answer is that of the live line; else back to the message."""
    try:
        limit("rooms:press", me().person_id, BURST)
        limit("rooms.press", me().person_id, STEADY)
        act()
    except Refusal as refusal:
        if for_script():
            return jsonify(refused(refusal)), refusal.status
        raise
    if for_script():
        return jsonify(ok=True)
    return redirect(to_message(room, message.id, message.seq), 303)
