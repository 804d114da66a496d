"""Telling this process's lines what was committed, in order, and only those who may still hear it.

The log is read first, the version of the access second: a version is never older than the events,
so that whatever was said after somebody was shut out is told only after they have been put out.
"""

from flask import current_app

from grappe.foundation.live import tell
from grappe.foundation.metrics import UNANNOUNCED
from grappe.foundation.pump import on_beat, rest
from grappe.foundation.watch import close_dead_lines

from .. import queries
from ..queries.log import Version
from .hearing import Hearing, hearings, put_out


@on_beat
def deliver(rung: set[str] | None, shrank: bool) -> None:
    for hearing in due(rung):
        while hearing.seats and catch_up(hearing):
            pass


def due(rung: set[str] | None) -> list[Hearing]:
    """The rooms that were rung; when everything is looked at, those that have moved."""
    heard = list(hearings().values())
    if rung is not None:
        return [h for h in heard if f"room:{h.room_id}" in rung]
    if not heard:
        return []
    now = queries.versions([h.room_id for h in heard])
    rest()
    moved = [h for h in heard if differs(h, now.get(h.room_id))]
    UNANNOUNCED.inc(len([h for h in moved if not announced(h.room_id)]))
    return moved


def announced(room_id: int) -> bool:
    return f"room:{room_id}" in current_app.extensions["pump"].heard


def differs(hearing: Hearing, now: tuple[int, Version] | None) -> bool:
    if now is None:
        return True
    head, version = now
    return head > hearing.cursor or any(s.checked != version for s in hearing.seats.values())


def catch_up(hearing: Hearing) -> bool:
    """Tell what is new, as one packet for all. True when there may be more."""
    rows = queries.entries(hearing.room_id, hearing.cursor)
    beside = queries.around(rows)
    now = queries.versions([hearing.room_id]).get(hearing.room_id)
    rest()
    ask_again(hearing, now[1] if now else (-1, -1))
    # From here on nothing waits for anything, so nobody can sit down unasked.
    for name, from_seq in hearing.groups().items():
        events = queries.envelopes(rows, from_seq, beside)
        if events:
            tell("rooms:events", {"room": hearing.room_id, "events": events}, to=name)
    if rows:
        hearing.cursor = rows[-1].seq
    return bool(rows) and now is not None and hearing.cursor < now[0]


def ask_again(hearing: Hearing, version: Version) -> None:
    """Put out whoever may not listen any more; until every seat was checked under `version`."""
    while stale := [s for s in hearing.seats.values() if s.checked != version]:
        if any(s.checked[1] != version[1] for s in stale):
            close_dead_lines(shrank=False)
        may = queries.listeners(hearing.room_id, {s.person_id for s in stale})
        rest()
        for seat in stale:
            if seat.sid not in hearing.seats:
                continue
            if may.get(seat.person_id) != seat.from_seq:
                put_out(hearing, seat.sid)
            else:
                seat.checked = version
