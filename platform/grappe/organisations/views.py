"""For whom one acts."""

from flask.typing import ResponseReturnValue

from grappe.foundation.web import Slice, door, go

bp = Slice("organisations", __name__)


@bp.post("/act-for")
@door("signed_in")
def act_for() -> ResponseReturnValue:
    return go("home.index")
