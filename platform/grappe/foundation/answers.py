"""How the web says no: every refusal and every fault becomes a calm page."""

import logging

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from .asking import ask_nobody, me
from .db import db
from .errors import N_, Busy, Missing, Refusal, SignInFirst, TooFast
from .web import check_complete, enforce, error_context, sign_in_first

log = logging.getLogger(__name__)
csrf = CSRFProtect()


class Stale(Refusal):
    """A form without a good token: the page is old, or the form comes from elsewhere."""

    status = 400
    code = "stale"
    sentence = N_("This page was open for too long to be sent safely. Your text is kept below.")


class Fault(Refusal):
    status = 500
    code = "fault"
    sentence = N_("Something broke on our side. It has been written down.")


class Odd(Refusal):
    """Anything HTTP itself objects to: a method, a size, a form that cannot be read."""

    code = "odd"
    sentence = N_("This request cannot be answered as it was sent.")


class TooLarge(Refusal):
    status = 413
    code = "too_large"
    sentence = N_("What you sent is too large.")


def refuse(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(refusal, SignInFirst):
        return sign_in_first()
    answer = Response(
        render_template("_shared/error.html", **error_context(refusal)), refusal.status
    )
    if isinstance(refusal, TooFast):
        answer.headers["Retry-After"] = str(refusal.wait)
    return answer


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code in (301, 302, 303, 307, 308) or error.response is not None:
        return error.get_response()
    refusal: Refusal = {404: Missing, 413: TooLarge}.get(error.code or 500, Odd)()
    if isinstance(refusal, Odd):
        refusal.status = error.code or 400
    answer = Response(render_template("_shared/error.html", **error_context(refusal)), error.code)
    answer.headers.extend(h for h in error.get_headers() if h[0] in ("Allow", "Retry-After"))
    return answer


def away(error: OperationalError) -> ResponseReturnValue:
    """The database does not answer: say so on a page that asks it nothing."""
    log.warning("the database is away: %s", error)
    ask_nobody()
    return refuse(Busy())


def fault(error: Exception) -> ResponseReturnValue:
    """Whatever else goes wrong, and if even the page about it does, a bare one."""
    log.error("fault in %s", request.endpoint, exc_info=error)
    try:
        return refuse(Fault())
    except Exception:
        ask_nobody()
        return Response(render_template("_shared/broken.html"), 500)


def keep_private(response: Response) -> Response:
    """Pages of signed-in people stay in no cache; files and static things say so themselves."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if me().is_authenticated else "no-cache"
    return response


def install(app: Flask) -> None:
    csrf.init_app(app)
    app.before_request(enforce)
    app.after_request(keep_private)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(CSRFError, lambda _: refuse(Stale()))
    app.register_error_handler(OperationalError, away)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, fault)


__all__ = ["check_complete", "csrf", "install"]
