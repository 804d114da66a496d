"""The numbers beside the rooms on every page, and the newest event of each: `rooms:heads`.

It also reveals a message that was lost on the way when no later one follows to show the gap.
"""

import time

from flask import current_app

from grappe.foundation.live import lines, tell
from grappe.foundation.pump import heard, on_beat, rest

from .. import queries
from .hearing import Process, hearings, process

EVERY = 20.0  # seconds after which everybody is told, whether anything moved or not
PAUSE = 1.0  # seconds between two tellings
MOST = 200  # people told at once; the others are told by the next beats


@on_beat
def tell_heads(rung: set[str] | None, shrank: bool) -> None:
    turn, now = process(), time.monotonic()
    turn.moved |= {numbers[0] for numbers in heard("room")}
    here = {line.person_id for line in lines().values()}
    if now - turn.everybody >= EVERY:
        turn.everybody = now
        turn.waiting |= dict.fromkeys(here)
    if now - turn.told >= PAUSE or not current_app.extensions["pump"].started:
        turn.told = now
        tell_those_who_wait(turn, here)


def tell_those_who_wait(turn: Process, here: set[int]) -> None:
    moved, turn.moved = turn.moved, set()
    if moved and here:
        turn.waiting |= dict.fromkeys(queries.members_among(moved, here))
    people = list(turn.waiting)[:MOST]
    for person in people:
        del turn.waiting[person]
    if not people:
        return
    found = queries.heads(people)
    rest()
    for person in people:
        told = found.get(person, {"rooms": {}, "total": 0})
        for room_id, head in told["rooms"].items():
            head["seq"] = pushed(int(room_id), head["seq"])
        tell("rooms:heads", told, to=f"person:{person}")


def pushed(room_id: int, seq: int) -> int:
    """How far this process has told the room. What was committed a moment ago is not missing but on
    its way: under load every page would ask for it, and the asking would be the greater load."""
    hearing = hearings().get(room_id)
    return min(seq, hearing.cursor) if hearing else seq


@on_beat
def tell_read(rung: set[str] | None, shrank: bool) -> None:
    """Somebody has read a room in one tab: the others agree at once."""
    said = heard("read")
    here = {line.person_id for line in lines().values()}
    asked = [(room_id, person) for room_id, *people in said for person in people if person in here]
    if not asked:
        return
    found = queries.heads({person for _, person in asked})
    rest()
    for room_id, person in asked:
        head = found[person]["rooms"].get(str(room_id)) if person in found else None
        if head:
            total = found[person]["total"]
            told = {"room": room_id, "seq": head["read"], "unread": head["unread"], "total": total}
            tell("rooms:read", told, to=f"person:{person}")
