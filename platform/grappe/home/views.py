"""Home: what waits for me."""

from flask.typing import ResponseReturnValue

from grappe.foundation.web import Slice, door, page

bp = Slice("home", __name__, prefix="")


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    return page("home/index.html")
