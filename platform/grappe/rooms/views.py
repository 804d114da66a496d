"""The rooms' pages."""

from flask.typing import ResponseReturnValue

from grappe.foundation.web import Slice, door, go

from .models import Room

bp = Slice("rooms", __name__)


@bp.get("/")
@door("signed_in")
def index() -> ResponseReturnValue:
    return go("home.index")


@bp.get("/<int:room_id>")
@door("rooms.read", Room, "room_id")
def show(room: Room) -> ResponseReturnValue:
    return go("home.index")
