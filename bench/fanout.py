"""Chat: deliveries a second into one room, the time to an acknowledgement, memory of a socket."""

import contextlib
import itertools
import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grappe.foundation.db import db
from grappe.rooms.models import Room, RoomMember

from . import databases, people
from .machine import Server, serving
from .wire import Wire, pump

TEXT = "We can bring the camera for two weeks in February, if somebody covers the transport."
WINDOW = 64  # messages under way at once, from as many people


@dataclass(frozen=True)
class Figures:
    """What one run gave; times in milliseconds, memory in KiB a socket."""

    deliveries: float
    ack_p50: float
    ack_p99: float
    memory: float


Say = Callable[[Wire, int], None]


def grappe(size: int, seconds: float, url: str, folder: Path) -> Figures:
    """The whole path: policy, row lock, commit, pump, push."""
    with crowded_room(size, url, folder) as (server, wires, number):
        enter = {"room": number, "after": 0}
        return run(server, wires, enter, saying(number), seconds)


def alone(seconds: float, url: str, folder: Path) -> float:
    """Median milliseconds from sending to "sent", one message at a time, nobody else about.

    People take turns, since each of them may only say so much a minute.
    """
    with crowded_room(80, url, folder) as (_, wires, number):
        say, end, n = saying(number), time.perf_counter() + seconds, 0
        for wire in wires:
            wire.connect()
        while time.perf_counter() < end:
            wire = wires[n % len(wires)]
            n += 1
            say(wire, n)
            while wire.acked < wire.number:
                wire.read()
                wire.take()
        return statistics.median(t * 1000 for w in wires for t in w.answers[1:])


def saying(number: int) -> Say:
    def say(wire: Wire, n: int) -> None:
        said = {"room": number, "cid": str(uuid.uuid4()), "body": f"{n} {TEXT}"}
        wire.say("rooms:send", said)

    return say


@contextlib.contextmanager
def crowded_room(size: int, url: str, folder: Path) -> Iterator[tuple[Server, list[Wire], int]]:
    """A server, so many people of one room with a line each (not yet open), and the room's id."""
    app, env = databases.prepared(url, folder)
    with app.app_context():
        room = Room(title="Bench", holder_type="bench", holder_id=1, private=False)
        db.session.add(room)
        db.session.flush()
        crowd = people.visitors(size, people.cluster("Bench"))
        for one in crowd:
            db.session.add(RoomMember(room_id=room.id, person_id=one.person_id))
        db.session.commit()
        number = room.id
        db.session.remove()
        db.engine.dispose()
    with serving("wsgi:app", env, "/readyz") as server:
        form, csrf = people.admission(server.url, crowd[0])
        yield server, [Wire(server.port, one.cookies(form), csrf) for one in crowd], number


def stock(size: int, seconds: float) -> Figures:
    """Flask-SocketIO on gevent, storing nothing, sending the same event to the same room."""
    with serving("bench.stock:app", {}) as server:
        wires = [Wire(server.port) for _ in range(size)]

        def say(wire: Wire, n: int) -> None:
            wire.say("rooms:send", {"event": sample(n)})

        return run(server, wires, {"room": 1, "after": 0}, say, seconds)


def sample(n: int) -> dict[str, object]:
    """An event as large as Grappe's."""
    author = {"id": 7, "name": "Person 7", "initials": "P7", "hue": 7, "organisation": "Bench"}
    return {
        "seq": n, "type": "message", "id": n, "author": author, "html": f"<p>{n} {TEXT}</p>\n",
        "text": f"{n} {TEXT}", "at": "2026-11-25T10:00:00+00:00", "reply": None,
    }  # fmt: skip


def run(
    server: Server, wires: list[Wire], enter: dict[str, int], say: Say, seconds: float
) -> Figures:
    before = server.memory()
    for wire in wires:
        wire.connect()
    for wire in wires:
        wire.say("rooms:enter", enter)
        wire.wait_for(b"43")
    time.sleep(2)
    memory = (server.memory() - before) / len(wires) / 1024
    numbers = itertools.count(1)
    turns = itertools.cycle(wires)

    def next_one(_wire: Wire, said: bytes) -> None:
        if b'"error"' in said[:40]:
            raise RuntimeError(json.loads(said[said.index(b"[") :]))
        say(next(turns), next(numbers))

    for _ in range(WINDOW):
        next_one(wires[0], b"")
    pump(wires, 2.0, next_one)  # warm
    start = sum(w.delivered for w in wires)
    for wire in wires:
        wire.answers.clear()
    pump(wires, seconds, next_one)
    done = sum(w.delivered for w in wires) - start
    times = sorted(t * 1000 for w in wires for t in w.answers)
    return Figures(done / seconds, statistics.median(times), times[int(len(times) * 0.99)], memory)
