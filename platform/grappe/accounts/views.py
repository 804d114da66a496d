"""Signing in and out, and one's own account."""

from flask.typing import ResponseReturnValue

from grappe.foundation.web import Slice, door, go, page

bp = Slice("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@door("public")
def sign_in() -> ResponseReturnValue:
    return page("_shared/error.html", 404, status=404, sentence="", kept={}, request_id="", code="")


@bp.post("/sign-out")
@door("signed_in")
def sign_out() -> ResponseReturnValue:
    return go("accounts.sign_in")


@bp.get("/register")
@door("public")
def register() -> ResponseReturnValue:
    return go("accounts.sign_in")


@bp.post("/language")
@door("public")
def language() -> ResponseReturnValue:
    return go("accounts.sign_in")


@bp.post("/theme")
@door("signed_in")
def theme() -> ResponseReturnValue:
    return go("accounts.sign_in")
