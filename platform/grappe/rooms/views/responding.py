"""What one does to a message with one press: react, pin, take a deletion back."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.web import done, door, page

from .. import queries
from ..forms.words import WORDS
from ..models import Message, Room
from ..operations import pin, react, restore_message
from . import bp
from .reading import together
from .writing import for_script, pressed, to_message


@bp.get("/<int:room_id>/messages/<int:message_id>/react")
@door("rooms.read", Room, "room_id")
@door("rooms.react", Message, "message_id")
def choose_reaction(room: Room, message: Message) -> ResponseReturnValue:
    """All six, for pages without script: there they stand in no menu."""
    together(room, message)
    given = queries.reactions([message.id]).get(message.id, {})
    return page("rooms/react.html", room=room, message=message, given=given, **WORDS)


@bp.post("/<int:room_id>/messages/<int:message_id>/react")
@door("rooms.read", Room, "room_id")
@door("rooms.react", Message, "message_id")
def give_reaction(room: Room, message: Message) -> ResponseReturnValue:
    """`kind` is one of the six; with a minus before it, it is taken back."""
    together(room, message)
    said = request.form.get("kind", "")
    kind, on = said.removeprefix("-"), not said.startswith("-")
    return pressed(lambda: react(me(), room, message, kind, on), place_of(room, message))


@bp.post("/<int:room_id>/messages/<int:message_id>/pin")
@door("rooms.read", Room, "room_id")
@door("rooms.pin", Message, "message_id")
def set_pin(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    on = request.form.get("on", "1") == "1"
    return pressed(lambda: pin(me(), room, message, on), place_of(room, message))


@bp.post("/<int:room_id>/messages/<int:message_id>/restore")
@door("rooms.read", Room, "room_id")
@door("rooms.restore_message", Message, "message_id")
def restore(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    answer = pressed(lambda: restore_message(me(), room, message), place_of(room, message))
    if not for_script():
        done(_("The message is back."))
    return answer


def place_of(room: Room, message: Message) -> str:
    return to_message(room, message.id, message.seq)
