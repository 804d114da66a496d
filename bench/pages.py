"""Pages a second of one core, signed in, at full size, beside a bare Flask page with a session."""

import http.client
import statistics
import time
from pathlib import Path

from sqlalchemy import text

from grappe.foundation.db import db

from . import databases, fill, people
from .machine import Server, serving

PATHS = {
    "calls": "/calls/?tab=all", "calls that fit": "/calls/?tab=fit", "directory": "/directory/", "home": "/",
    "notifications": "/notifications/",
}  # fmt: skip
LONG, SHORT = 1_000_000, 1_000


def rate(server: Server, path: str, cookies: str, seconds: float) -> tuple[float, float]:
    """Answers a second over one connection that stays open, and the 99th percentile in ms."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers, times = {"Cookie": cookies}, []
    for _ in range(20):
        ask(line, path, headers)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        ask(line, path, headers)
        times.append(time.perf_counter() - start)
    line.close()
    return len(times) / sum(times), sorted(times)[int(len(times) * 0.99)] * 1000


def ask(line: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> bytes:
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def floor(seconds: float) -> float:
    with serving("bench.floor:app", {}) as server:
        return rate(server, "/", "", seconds)[0]


def grappe(
    url: str, folder: Path, seconds: float, long: int = LONG
) -> dict[str, tuple[float, float]]:
    """Each page's answers a second and 99th percentile; "badge" is the unread count alone, in µs."""
    app, env = databases.prepared(url, folder)
    with app.app_context():
        clusters = fill.organisations([])
        ours = people.cluster("Bench")
        fill.known_for(ours.id)
        crowd = people.visitors(20, ours)
        ids = [one.person_id for one in crowd]
        fill.calls(clusters, ids[0])
        number = fill.room("Long", ids, ids[0], long, ids)
        fill.room("Short", ids, ids[0], SHORT, ids)
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        found = badges(ids[1], ids[2])
        db.session.remove()
        db.engine.dispose()
    with serving("wsgi:app", env, "/readyz") as server:
        paths = PATHS | {"a room": f"/rooms/{number}", "a call": "/calls/2"}
        cookies = crowd[1].cookies()
        rates = {name: rate(server, path, cookies, seconds) for name, path in paths.items()}
    return rates | {"badge": found}


def badges(one: int, other: int) -> tuple[float, float]:
    """Microseconds for the unread numbers of somebody with the long room, and with the short one."""
    from grappe.rooms.models import Room, RoomMember
    from grappe.rooms.queries.rooms import listed

    db.session.execute(
        db.delete(RoomMember).where(
            RoomMember.person_id == one,
            RoomMember.room_id == db.select(Room.id).where(Room.title == "Short").scalar_subquery(),
        )
    )
    db.session.execute(
        db.delete(RoomMember).where(
            RoomMember.person_id == other,
            RoomMember.room_id == db.select(Room.id).where(Room.title == "Long").scalar_subquery(),
        )
    )
    db.session.commit()
    return median_time(lambda: rows(listed, one)), median_time(lambda: rows(listed, other))


def rows(listed, person: int) -> None:
    from grappe.rooms.models import RoomMember

    query = listed(person).join(RoomMember, RoomMember.person_id == person).limit(50)
    db.session.execute(query).all()


def median_time(do) -> float:
    times = []
    for _ in range(300):
        start = time.perf_counter()
        do()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6
