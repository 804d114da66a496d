"""Reacting to a message and pinning it: small acts, told to the room as the message's new state."""

from sqlalchemy import delete

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ..models import REACTIONS, STATE, Message, Reaction, Room
from .log import Turn, take_turn, write_event
from .posting import GONE, held


@operation
def react(by: Actor, room: Room, message: Message, kind: str, on: bool) -> bool:
    """Give a reaction or take it back; asked twice it happens once. True when anything changed."""
    require(by, "rooms.react", there(by, room, message))
    if kind not in REACTIONS:
        raise Invalid
    given = db.session.get(Reaction, (message.id, kind, by.person_id))
    if on == (given is not None):
        return False
    if given is None:
        db.session.add(Reaction(message_id=message.id, kind=kind, person_id=by.person_id))
    else:
        db.session.execute(
            delete(Reaction).where(
                Reaction.message_id == message.id,
                Reaction.kind == kind,
                Reaction.person_id == by.person_id,
            )
        )
    tell_state(by, room, message.id)
    return True


@operation
def pin(by: Actor, room: Room, message: Message, on: bool) -> bool:
    """Keep a message at hand beside the talk, or no longer."""
    require(by, "rooms.pin", there(by, room, message))
    if on == (message.pinned_at is not None):
        return False
    turn = tell_state(by, room, message.id)
    message.pinned_at = turn.at if on else None
    push(f"rooms/{room.id}")
    return True


def there(by: Actor, room: Room, message: Message) -> Message:
    """The message under the room's lock; a Conflict when it has been deleted."""
    if held(by, room, message).deleted_at is not None:
        raise Conflict(GONE)
    return message


def tell_state(by: Actor, room: Room, message_id: int) -> Turn:
    """An entry of the log that says: look at this message again."""
    turn = take_turn(room)
    write_event(
        room.id, turn, STATE, by.person_id, organisation_id=by.organisation_id,
        message_id=message_id,
    )  # fmt: skip
    return turn
