"""Who has a room open, and who is writing: momentary, and never the only source of anything."""

import logging
import time

from grappe.foundation.actor import SYSTEM
from grappe.foundation.errors import Refusal
from grappe.foundation.live import tell
from grappe.foundation.pump import heard, on_beat, rest

from .. import queries
from ..operations import note_presence
from .hearing import Hearing, hearings, process

RENEW = 15.0  # seconds after which a row is renewed that has not changed
SETTLE = 3.0  # seconds between two writings of what has changed
log = logging.getLogger(__name__)


@on_beat
def tell_presence(rung: set[str] | None, shrank: bool) -> None:
    if rung is None:
        write_down()
    changed = {numbers[0] for numbers in heard("presence")}
    asked = [h for h in hearings().values() if h.room_id in changed]
    if not asked:
        return
    present = queries.present([h.room_id for h in asked])
    rest()
    for hearing in asked:
        tell_people(hearing, present[hearing.room_id] | hearing.here)


def tell_people(hearing: Hearing, people: set[int]) -> None:
    if people != hearing.people:
        hearing.people = people
        said = {"room": hearing.room_id, "people": sorted(people)}
        for name in hearing.groups():
            tell("rooms:presence", said, to=name)


def write_down() -> None:
    """Renew everything now and then, what has changed sooner."""
    kept, now, moved = process(), time.monotonic(), process().restless
    everything = now - kept.renewed >= RENEW
    if not everything and (not moved or now - kept.wrote < SETTLE):
        return
    rooms = set(hearings()) | moved if everything else set(moved)
    here = {r: sorted(hearings()[r].here) if r in hearings() else [] for r in rooms}
    if not here:
        return
    try:
        note_presence(SYSTEM, kept.node, here, queries.expired())
    except Refusal:
        log.info("who is here could not be written down; again with the next beat")
        return
    moved.clear()
    kept.wrote = now
    kept.renewed = now if everything else kept.renewed


@on_beat
def tell_typing(rung: set[str] | None, shrank: bool) -> None:
    """After delivery in the same beat: whoever was shut out has been put out by then."""
    for room_id, *people in heard("typing"):
        hearing = hearings().get(room_id)
        if hearing is None:
            continue
        names = queries.names(room_id, people)
        rest()
        for person_id, name in names.items():
            said = {"room": room_id, "person": {"id": person_id, "name": name}}
            for group in hearing.groups():
                tell("rooms:typing", said, to=group)
