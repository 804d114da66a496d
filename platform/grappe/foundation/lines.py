"""The open lines of this process: who may open one, who is on it, how it is closed."""

import contextlib
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from flask_babel import gettext
from flask_socketio import join_room, leave_room
from flask_wtf.csrf import validate_csrf
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused
from sqlalchemy.exc import DBAPIError
from wtforms import ValidationError

from .actor import Actor
from .asking import ask_nobody_else, me
from .db import db
from .errors import Busy, Refusal, SignInFirst, TooFast
from .limits import limit
from .metrics import CUT, SOCKETS
from .wire import SOCKET, Wire

log = logging.getLogger(__name__)
MOST_LINES = 40  # open lines of one person
UNSENT = 128 * 1024  # bytes the system keeps of what a line has not read; it would take megabytes


@dataclass
class Line:
    """An open line of this process."""

    sid: str
    person_id: int
    sign_in_id: int
    environ: dict[str, Any]
    topics: dict[str, int] = field(default_factory=dict)


LEAVING: list[Callable[[Line], None]] = []


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


def refused(refusal: Refusal) -> dict[str, Any]:
    sentence = gettext(refusal.sentence)
    told: dict[str, Any] = {
        "error": refusal.code,
        "message": sentence % refusal.values if refusal.values else sentence,
    }
    if isinstance(refusal, TooFast):
        told["wait"] = refusal.wait
    return told


def refused_by(fault: Exception) -> dict[str, Any]:
    """What somebody is told who met a fault of ours, be it that the database is away for now."""
    with contextlib.suppress(DBAPIError):
        db.session.rollback()
    ask_nobody_else()  # the answer's language must not be another question to the database
    if isinstance(fault, DBAPIError):
        return refused(Busy())
    return {"error": "fault", "message": gettext("Something broke on our side.")}


def cut(sid: str, why: str) -> None:
    """Close a line from this side, at once even if its client does not read."""
    CUT.labels(why).inc()
    line = lines().get(sid)
    server = socketio().server
    if server is None:
        return
    server.disconnect(sid)
    wire = line.environ.get(SOCKET) if line else None
    if wire is not None:
        server.start_background_task(shut, wire)


def shut(wire: Wire) -> None:
    time.sleep(0.2)  # let the goodbye out, if anybody reads
    wire.end()


def connect(auth: Any = None) -> None:
    """Only signed-in people, from a page of ours (its CSRF token says so), within the limits."""
    try:
        welcome(admitted(auth))
    except ValidationError:
        raise ConnectionRefused("stale", {"error": "stale"}) from None  # a page reads the second
    except Refusal as refusal:
        raise ConnectionRefused(refusal.code, refused(refusal)) from None
    except Exception as fault:  # unanswered, the other side would wait for a word that never comes
        log.exception("a line could not be opened")
        told = refused_by(fault)
        raise ConnectionRefused(told["error"], told) from None
    finally:
        db.session.rollback()


def admitted(auth: Any) -> Actor:
    """The person who may open one more line; a refusal says why not."""
    by = me()
    db.session.rollback()  # the limit may wait, and a reader that waits holds up all who write
    token = auth.get("csrf") if isinstance(auth, dict) else None
    validate_csrf(token if isinstance(token, str) else None)
    if not by.is_authenticated or by.sign_in_id is None:
        raise SignInFirst
    limit("connect", by.person_id, "120/minute")
    open_lines = [x for x in lines().values() if x.person_id == by.person_id]
    settings = current_app.extensions["settings"]
    if len(open_lines) >= MOST_LINES or len(lines()) >= settings.max_sockets:
        raise TooFast(30)
    return by


def welcome(by: Actor) -> None:
    sid = request.sid  # type: ignore[attr-defined]
    assert by.sign_in_id is not None  # noqa: S101
    if wire := request.environ.get(SOCKET):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT)
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
