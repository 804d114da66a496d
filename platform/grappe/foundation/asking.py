"""Who is asking: the actor of this request or event."""

from collections.abc import Callable
from typing import cast

from flask import Flask, Request, g, has_request_context
from flask_login import LoginManager, current_user

from .actor import ANONYMOUS, Actor

COOKIE = "grappe"
Reader = Callable[[str], Actor | None]
_reader: list[Reader] = []


def reads_actors(reader: Reader) -> Reader:
    """Register what turns the cookie's token into an actor, or None when it is no longer good."""
    _reader[:] = [reader]
    return reader


def actor_of(token: str | None) -> Actor:
    return (_reader[0](token) if token else None) or ANONYMOUS


def me() -> Actor:
    """The actor: read from the database once in a request or event."""
    return cast(Actor, current_user._get_current_object()) if has_request_context() else ANONYMOUS


def ask_nobody() -> None:
    """For the rest of this request everybody is a visitor: who it is cannot be found out."""
    g._login_user = ANONYMOUS  # where Flask-Login keeps whom it has found


def ask_nobody_else() -> None:
    """For the rest of this event whoever was not found yet is a visitor."""
    if "_login_user" not in g:
        ask_nobody()


def me_again() -> Actor:
    """The actor read afresh: for what takes a while, between reading and answering."""
    g.pop("_login_user", None)
    return me()


def cookie_name(secure: bool) -> str:
    return f"__Host-{COOKIE}" if secure else COOKIE


def install(app: Flask) -> None:
    login = LoginManager()
    login.anonymous_user = lambda: ANONYMOUS  # type: ignore[assignment]  it is only called
    login.init_app(app)
    name = cookie_name(app.extensions["settings"].secure)

    @login.request_loader
    def load(request: Request) -> Actor | None:
        actor = actor_of(request.cookies.get(name))
        return actor if actor.is_authenticated else None
