"""The live line to the browsers: one wrapper registers every event there is.

Each event is looked at like a request: is the session still good, is it not too often, is it spoken
correctly, does the rule allow it. Nothing is remembered from the time of connecting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pydantic
from flask import Flask, request
from flask_socketio import SocketIO
from gevent import monkey
from sqlalchemy import BigInteger, bindparam, select

from . import wire
from .actor import Actor
from .asking import me
from .db import db, is_the
from .errors import N_, Invalid, Missing, Refusal, SignInFirst
from .limits import limit
from .lines import (
    Line,
    connect,
    cut,
    disconnect,
    here,
    join,
    leave,
    lines,
    on_leaving,
    refused,
    refused_by,
    tell,
)
from .logs import bind
from .metrics import EVENTS
from .policy import ASKER, RULES, ask, require, visible
from .queues import BoundedManager

H = TypeVar("H", bound=Callable[..., Any])
log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024
Number = pydantic.Field(gt=0, lt=2**63)


class Payload(pydantic.BaseModel):
    """What an event says: exact types, no unknown words."""

    model_config = pydantic.ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True)
class Heard:
    """An event that is listened to; `load` is (model, name of the payload's field with its id)."""

    name: str
    payload: type[Payload]
    action: str
    load: tuple[Any, str] | None
    rate: str
    handler: Callable[..., Any]


HEARD: dict[str, Heard] = {}


def hears(
    name: str,
    payload: type[Payload],
    action: str,
    load: tuple[Any, str] | None = None,
    rate: str = "30/second",
) -> Callable[[H], H]:
    """Listen to event `name`. The handler gets (by, payload[, row]) and gives the answer's dict."""

    def register(handler: H) -> H:
        HEARD[name] = Heard(name, payload, action, load, rate, handler)
        return handler

    return register


def answer(heard: Heard, said: tuple[Any, ...]) -> dict[str, Any]:
    """What the sender is told: {"ok": true, …} or {"error": code, "message": …}."""
    try:
        result = {"ok": True} | (handle(heard, said) or {})
        code = "ok"
    except Refusal as refusal:
        db.session.rollback()
        result = refused(refusal)
        code = refusal.code
    except Exception as fault:
        log.exception("fault in event %s", heard.name)
        result = refused_by(fault)
        code = result["error"]
    EVENTS.labels(heard.name, code).inc()
    return result


def handle(heard: Heard, said: tuple[Any, ...]) -> dict[str, Any] | None:
    by = me()
    db.session.rollback()  # what follows may wait, and a reader that waits holds up all who write
    bind(event=heard.name, person=by.person_id, sid=request.sid)  # type: ignore[attr-defined]
    if not by.is_authenticated:
        cut(request.sid, "session")  # type: ignore[attr-defined]
        raise SignInFirst
    limit(heard.name, by.person_id, heard.rate)
    payload = parsed(heard.payload, said)
    if heard.load is None:
        require(by, heard.action)
        return heard.handler(by, payload)
    model, name = heard.load
    return heard.handler(by, payload, loaded(by, heard.action, model, getattr(payload, name)))


def parsed(shape: type[Payload], said: tuple[Any, ...]) -> Payload:
    try:
        [only] = said
        return shape.model_validate(only)
    except (ValueError, RecursionError) as error:
        raise Invalid(N_("This was not sent in a form that Grappe understands.")) from error


def loaded(by: Actor, action: str, model: Any, number: int) -> Any:
    """The row the rule lets `by` do `action` to; Missing when it may not even be seen."""
    row = ask(lookup(model, action), by, number=number).scalar_one_or_none()
    if row is not None:
        return row
    row = db.session.scalars(select(model).where(is_the(model.id, number))).one_or_none()
    if row is None or RULES[action].sees == action:
        raise Missing
    require(by, action, row)
    raise Missing


@cache
def lookup(model: Any, action: str) -> Any:
    """Drawn once: every event that concerns something asks it."""
    number = bindparam("number", type_=BigInteger())
    return select(model).where(model.id == number, visible(ASKER, action))


def install(app: Flask) -> None:
    """Register every event that a slice has declared; there is no other way to be heard."""
    settings = app.extensions["settings"]
    line: Any = SocketIO()
    app.extensions["lines"] = {}
    line.on_event("connect", connect)
    line.on_event("disconnect", disconnect)
    for heard in HEARD.values():
        line.on_event(heard.name, lambda *said, heard=heard: answer(heard, said))
    line.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        transports=["websocket"],
        cors_allowed_origins=list(settings.origins),
        manage_session=False,
        async_handlers=False,
        client_manager=BoundedManager(app),
        max_http_buffer_size=MOST_BYTES,
        ping_interval=20,
        ping_timeout=15,
        http_compression=False,
    )
    wire.install(app)


def check_complete(app: Flask) -> None:
    """An event that did not come through `hears`, or without a rule, stops the start-up."""
    server = app.extensions["socketio"].server
    heard = set(server.handlers.get("/", {})) - {"connect", "disconnect"}
    bad = heard - HEARD.keys() | {e for e, h in HEARD.items() if h.action not in RULES}
    bad |= {n for n in server.handlers if n != "/"} | set(server.namespace_handlers)
    if bad:
        raise RuntimeError(f"no authorization declared for the events {', '.join(sorted(bad))}")


# What a slice's sockets.py needs of the lines, so that it has one place to look.
__all__ = [
    "Line",
    "Number",
    "Payload",
    "cut",
    "hears",
    "here",
    "join",
    "leave",
    "lines",
    "on_leaving",
    "tell",
]
