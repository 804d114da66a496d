"""Pages that stay true: a page watches a topic ("calls/12") and is told when it has changed.

The news has no content. The page fetches itself again, through its door, and swaps its live parts.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from flask import current_app
from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from .actor import Actor
from .bell import ring
from .db import db, is_sqlite, is_the, utc_now
from .errors import Invalid, Missing
from .live import Line, Payload, cut, hears, here, join, leave, lines, tell
from .metrics import UNANNOUNCED
from .models import Pulse
from .operations import after_commit, before_commit
from .policy import require
from .pump import SWEEP, on_beat

WATCHABLE: dict[str, tuple[Any, str]] = {}
MOST_TOPICS = 20
BACK = dt.timedelta(seconds=10)
Alive = Callable[[list[int]], set[int]]
_alive: list[Alive] = []


class Watch(Payload):
    topic: str = Field(pattern=r"^[a-z_]{1,40}/[0-9]{1,18}$")
    version: int = Field(ge=0, lt=2**62, default=0)


def watchable(prefix: str, model: Any, action: str) -> None:
    """Let pages watch `prefix/<id>` when `action` on that row of `model` is allowed."""
    WATCHABLE[prefix] = (model, action)


def tells_alive(alive: Alive) -> Alive:
    """Register what tells which of the given sign-ins are still good."""
    _alive[:] = [alive]
    return alive


def push(topic: str) -> None:
    """In an operation: whoever looks at `topic` will see what has changed."""
    before_commit(topic, lambda: count_up(topic))
    after_commit(lambda: ring(topic))


def count_up(topic: str) -> None:
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    row = insert(Pulse).values(topic=topic, version=1, at=utc_now())
    again = {"version": Pulse.version + 1, "at": utc_now()}
    db.session.execute(row.on_conflict_do_update(index_elements=[Pulse.topic], set_=again))


def version(topic: str) -> int:
    """What a page writes beside its topic when it is rendered (data-live-version)."""
    return db.session.scalar(select(Pulse.version).where(Pulse.topic == topic)) or 0


@hears("live:watch", Watch, action="signed_in", rate="60/minute")
def watch(by: Actor, said: Watch) -> dict[str, Any]:
    line = here()
    if len(line.topics) >= MOST_TOPICS:
        raise Invalid
    allow(by, said.topic)
    join(said.topic)
    now = version(said.topic)
    line.topics[said.topic] = now
    return {"version": now, "changed": now != said.version}


@hears("live:unwatch", Watch, action="signed_in", rate="60/minute")
def unwatch(by: Actor, said: Watch) -> None:
    if here().topics.pop(said.topic, None) is not None:
        leave(said.topic)


def allow(by: Actor, topic: str) -> None:
    prefix, _, number = topic.partition("/")
    if prefix == "people" and int(number) == by.person_id:
        return
    if prefix not in WATCHABLE:
        raise Missing
    model, action = WATCHABLE[prefix]
    row = db.session.scalars(select(model).where(is_the(model.id, int(number)))).one_or_none()
    if row is None:
        raise Missing
    require(by, action, row)


@on_beat
def tell_watchers(rung: set[str] | None, shrank: bool) -> None:
    if shrank or sweep_is_due():
        close_dead_lines(shrank)
    watched = {t: v for line in lines().values() for t, v in line.topics.items()}
    if not watched:
        return
    for topic, now in found(watched, rung):
        mine = [line for line in lines().values() if line.topics.get(topic, now) < now]
        if mine and rung is None:
            UNANNOUNCED.inc()
        for line in mine:
            line.topics[topic] = now
        if mine:
            tell("live:changed", {"topic": topic, "version": now}, to=topic)


def found(watched: dict[str, int], rung: set[str] | None) -> list[tuple[str, int]]:
    return [(row.topic, row.version) for row in db.session.execute(changed(watched, rung))]


def changed(watched: dict[str, int], rung: set[str] | None) -> Any:
    query = select(Pulse.topic, Pulse.version)
    if rung is not None:
        return query.where(Pulse.topic.in_(rung & watched.keys()))
    recent: ColumnElement[bool] = Pulse.at >= utc_now() - BACK
    return (
        query.where(recent, Pulse.topic.in_(watched)) if len(watched) < 500 else query.where(recent)
    )


def sweep_is_due() -> bool:
    """Sessions also end by themselves, without anybody's act."""
    sweeper = current_app.extensions["pump"]
    now = time.monotonic()
    if now - sweeper.swept < SWEEP:
        return False
    sweeper.swept = now
    return True


def close_dead_lines(shrank: bool) -> None:
    """Whose session has ended hears nothing more; the others ask again for what they watch."""
    open_lines = list(lines().values())
    if not open_lines:
        return
    good = _alive[0]([line.sign_in_id for line in open_lines]) if _alive else set()
    db.session.rollback()
    for line in open_lines:
        if line.sign_in_id not in good:
            cut(line.sid, "session")
        elif line.topics and shrank:
            ask_again(line)


def ask_again(line: Line) -> None:
    for topic in line.topics:
        if not topic.startswith("people/"):
            leave(topic, sid=line.sid)
    kept = {t: v for t, v in line.topics.items() if t.startswith("people/")}
    if len(kept) != len(line.topics):
        line.topics = kept
        tell("live:rewatch", {}, to=line.sid)
