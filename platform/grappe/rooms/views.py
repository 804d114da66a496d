"""Placeholder until the slice lands."""

from flask.typing import ResponseReturnValue

from grappe.foundation.web import Slice, door, go

bp = Slice("rooms", __name__)


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    return go("home.index")
