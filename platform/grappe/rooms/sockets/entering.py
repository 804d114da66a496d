"""Entering a room on the line, catching up with it, leaving it."""

from typing import Annotated, Any

from pydantic import Field

from grappe.foundation.actor import Actor
from grappe.foundation.asking import me_again
from grappe.foundation.errors import Missing
from grappe.foundation.live import Number, Payload, hears, here
from grappe.foundation.watch import watchable

from .. import queries
from ..models import Room
from .hearing import hearings, put_out, sit, stand

Id = Annotated[int, Number]
watchable("rooms", Room, "rooms.read")  # the record beside the talk


class Enter(Payload):
    """`after` is the last event the client has; 0 for none."""

    room: Id
    after: int = Field(ge=0, lt=2**63)


class Leave(Payload):
    room: Id


@hears("rooms:enter", Enter, action="rooms.read", load=(Room, "room"))
def enter(by: Actor, said: Enter, room: Room) -> dict[str, Any]:
    """Listen first, then catch up: what happens meanwhile is told twice, never not at all."""
    hearing = sit(here(), room.id, queries.standing(by, room.id))
    try:
        answer = queries.caught_up(by, room.id, said.after, me_again)
        return answer | {"people": sorted(hearing.people | hearing.here)}
    except Missing:
        put_out(hearing, here().sid)
        raise


@hears("rooms:sync", Enter, action="rooms.read", load=(Room, "room"))
def sync(by: Actor, said: Enter, room: Room) -> dict[str, Any]:
    return queries.caught_up(by, room.id, said.after, me_again)


@hears("rooms:leave", Leave, action="signed_in")
def leave(by: Actor, said: Leave) -> None:
    hearing = hearings().get(said.room)
    if hearing is not None:
        stand(hearing, here().sid)
