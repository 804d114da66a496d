"""That somebody took a transcript of a room is written down before they get it."""

from grappe.foundation.actor import Actor
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ..models import Room
from .tracing import trace


@operation
def export(by: Actor, room: Room, form: str) -> None:
    require(by, "rooms.read", room)
    trace(by, room, "export", detail=form)
