"""The front door: signing in and out, and the language and look of the pages."""

import contextlib

from flask import Response, g, redirect, request
from flask.typing import ResponseReturnValue

from grappe.accounts import queries
from grappe.accounts.forms import SignInForm
from grappe.accounts.operations import own, sessions
from grappe.foundation import demonstration
from grappe.foundation.asking import me
from grappe.foundation.errors import Busy, Invalid
from grappe.foundation.i18n import LOCALES
from grappe.foundation.visits import goodbye, put, visit, welcome
from grappe.foundation.web import door, page, safe_next

from .blueprint import bp

YEAR = 365 * 24 * 3600


@bp.route("/sign-in", methods=["GET", "POST"])
@door("public")
def sign_in() -> ResponseReturnValue:
    target = request.values.get("next", "")
    if request.method == "GET" and me().is_authenticated:
        return redirect(safe_next(target), 303)
    form = SignInForm()
    if not form.is_submitted():
        form.next.data, form.email.data = target, ""
    if form.validate_on_submit():
        try:
            return signed_in(form, target)
        except Invalid as refusal:
            form.blame(refusal)
    people = queries.demo_people() if demonstration.is_on() else []
    return page("accounts/sign_in.html", 422 if form.errors else 200, form=form, people=people,
                next=target)  # fmt: skip


def signed_in(form: SignInForm, target: str) -> Response:
    stay = bool(form.stay.data)
    token, person = sessions.sign_in(me(), form.email.data, form.password.data, visit(stay))
    return welcome(to(target), token, person, stay)


def to(target: str | None) -> Response:
    return Response(status=303, headers={"Location": safe_next(target)})


@bp.post("/sign-out")
@door("signed_in")
def sign_out() -> ResponseReturnValue:
    sessions.sign_out(me())
    answer = Response(status=303, headers={"Location": "/accounts/sign-in"})
    return goodbye(answer)


@bp.post("/language")
@door("public")
def language() -> ResponseReturnValue:
    """Of the account; for visitors, of this browser."""
    wanted, answer, by = request.form.get("locale", ""), to(request.form.get("next")), me()
    if wanted in LOCALES:
        if by.is_authenticated:
            own.choose_language(by, queries.own(by), wanted)
        put(answer, "language", wanted, YEAR, script=True)
    return answer


@bp.post("/theme")
@door("signed_in")
def theme() -> ResponseReturnValue:
    by = me()
    own.choose_theme(by, queries.own(by), request.form.get("theme", ""))
    return to(request.form.get("next"))


@bp.after_app_request
def touch(answer: Response) -> Response:
    """Once the page is written, note that the session is in use: session.py says when it is due."""
    if g.get("sign_in_is_stale"):
        with contextlib.suppress(Busy):
            sessions.touch(me())
    return answer
