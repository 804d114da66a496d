"""The live line to the browsers: one wrapper registers every event there is.

Each event is looked at like a request: is the session still good, is it not too often, is it spoken
correctly, does the rule allow it. Nothing is remembered from the time of connecting.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pydantic
from flask import Flask, current_app, request
from flask_babel import gettext
from flask_socketio import SocketIO, join_room, leave_room
from flask_wtf.csrf import validate_csrf
from gevent import monkey
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from wtforms import ValidationError

from .actor import Actor
from .asking import me
from .db import db, is_the
from .errors import N_, Busy, Invalid, Missing, Refusal, SignInFirst, TooFast
from .limits import limit
from .logs import bind
from .metrics import CUT, EVENTS, SOCKETS
from .policy import RULES, require, visible
from .queues import BoundedManager

H = TypeVar("H", bound=Callable[..., Any])
log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024
MOST_LINES = 40  # open lines of one person
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


@dataclass
class Line:
    """An open line of this process."""

    sid: str
    person_id: int
    sign_in_id: int
    environ: dict[str, Any]
    topics: dict[str, int] = field(default_factory=dict)


HEARD: dict[str, Heard] = {}
LEAVING: list[Callable[[Line], None]] = []


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


def on_leaving(do: Callable[[Line], None]) -> Callable[[Line], None]:
    """Called with each line that closes."""
    LEAVING.append(do)
    return do


def lines() -> dict[str, Line]:
    """The open lines of this process by their socket id."""
    return current_app.extensions["lines"]


def socketio() -> Any:
    return current_app.extensions["socketio"]


def here() -> Line:
    """The line that the event being handled came over."""
    return lines()[request.sid]  # type: ignore[attr-defined]


def tell(event: str, said: Any, to: str) -> None:
    """Push to one line, or to all lines of this process that are in the group `to`."""
    socketio().emit(event, said, to=to)


def join(group: str) -> None:
    join_room(group)


def leave(group: str, sid: str | None = None) -> None:
    leave_room(group, sid=sid, namespace="/")


def answer(heard: Heard, said: tuple[Any, ...]) -> dict[str, Any]:
    """What the sender is told: {"ok": true, …} or {"error": code, "message": …}."""
    try:
        result = {"ok": True} | (handle(heard, said) or {})
        code = "ok"
    except Refusal as refusal:
        result = refused(refusal)
        code = refusal.code
    except DBAPIError:
        log.exception("the database is away")
        result = refused(Busy())
        code = "retry"
    except Exception:
        log.exception("fault in event %s", heard.name)
        result = {"error": "fault", "message": gettext("Something broke on our side.")}
        code = "fault"
    if code != "ok":
        db.session.rollback()
    EVENTS.labels(heard.name, code).inc()
    return result


def refused(refusal: Refusal) -> dict[str, Any]:
    sentence = gettext(refusal.sentence)
    told: dict[str, Any] = {
        "error": refusal.code,
        "message": sentence % refusal.values if refusal.values else sentence,
    }
    if isinstance(refusal, TooFast):
        told["wait"] = refusal.wait
    return told


def handle(heard: Heard, said: tuple[Any, ...]) -> dict[str, Any] | None:
    by = me()
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
    found = select(model).where(is_the(model.id, number))
    row = db.session.scalars(found.where(visible(by, action))).one_or_none()
    if row is not None:
        return row
    row = db.session.scalars(found).one_or_none()
    if row is None or RULES[action].sees == action:
        raise Missing
    require(by, action, row)
    raise Missing


def cut(sid: str, why: str) -> None:
    """Close a line from this side, at once even if its client does not read."""
    CUT.labels(why).inc()
    line = lines().get(sid)
    server = socketio().server
    if server is None:
        return
    server.disconnect(sid)
    wire = line.environ.get("gunicorn.socket") if line else None
    if wire is not None:
        server.start_background_task(shut, wire)


def shut(wire: Any) -> None:
    import socket
    import time

    time.sleep(0.2)  # let the goodbye out, if anybody reads
    with contextlib.suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)


def connect(auth: Any = None) -> None:
    """Only signed-in people, from a page of ours (its CSRF token says so), within the limits."""
    by = me()
    token = auth.get("csrf") if isinstance(auth, dict) else None
    try:
        validate_csrf(token if isinstance(token, str) else None)
        if not by.is_authenticated or by.sign_in_id is None:
            raise SignInFirst
        limit("connect", by.person_id, "120/minute")
        open_lines = [x for x in lines().values() if x.person_id == by.person_id]
        settings = current_app.extensions["settings"]
        if len(open_lines) >= MOST_LINES or len(lines()) >= settings.max_sockets:
            raise TooFast(30)
    except ValidationError:
        raise ConnectionRefused({"error": "stale"}) from None
    except Refusal as refusal:
        raise ConnectionRefused(refused(refusal)) from None
    finally:
        db.session.rollback()
    welcome(by)


def welcome(by: Actor) -> None:
    sid = request.sid  # type: ignore[attr-defined]
    assert by.sign_in_id is not None  # noqa: S101  connect() has just looked
    lines()[sid] = Line(sid, by.person_id, by.sign_in_id, request.environ)
    join(f"person:{by.person_id}")
    SOCKETS.set(len(lines()))
    current_app.extensions["pump"].start()


def disconnect(*_reason: Any) -> None:
    line = lines().pop(request.sid, None)  # type: ignore[attr-defined]
    SOCKETS.set(len(lines()))
    if line is not None:
        for do in LEAVING:
            do(line)


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


def check_complete(app: Flask) -> None:
    """An event that did not come through `hears`, or without a rule, stops the start-up."""
    server = app.extensions["socketio"].server
    heard = set(server.handlers.get("/", {})) - {"connect", "disconnect"}
    bad = heard - HEARD.keys() | {e for e, h in HEARD.items() if h.action not in RULES}
    bad |= {n for n in server.handlers if n != "/"} | set(server.namespace_handlers)
    if bad:
        raise RuntimeError(f"no authorization declared for the events {', '.join(sorted(bad))}")
