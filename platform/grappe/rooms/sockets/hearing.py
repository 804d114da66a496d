"""Which lines of this process listen to which rooms."""

import secrets
import time
from dataclasses import dataclass, field

from flask import current_app

from grappe.foundation.live import Line, join, leave, on_leaving, tell

from ..queries.log import Standing, Version


@dataclass
class Seat:
    """A line in a room. `checked` is the version under which its right to listen was read."""

    sid: str
    person_id: int
    from_seq: int
    checked: Version


@dataclass
class Hearing:
    """A room as this process hears it: told up to event `cursor`."""

    room_id: int
    cursor: int
    seats: dict[str, Seat] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)  # as last told

    @property
    def here(self) -> set[int]:
        return {seat.person_id for seat in self.seats.values()}

    def groups(self) -> dict[str, int]:
        """The groups of lines that are told the same, with the first event each may see."""
        return {group(self.room_id, s.from_seq): s.from_seq for s in self.seats.values()}


@dataclass
class Process:
    """What this process, called `node`, keeps of the rooms in memory. All of it may be lost."""

    node: str = field(default_factory=lambda: secrets.token_hex(8))
    hearings: dict[int, Hearing] = field(default_factory=dict)
    restless: set[int] = field(default_factory=set)  # rooms where somebody came or went
    renewed: float = 0.0  # when who is here was written down, all of it
    wrote: float = 0.0  # and when what had changed
    typing: dict[tuple[int, int], float] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)  # rooms whose members are to be told of it
    waiting: dict[int, None] = field(default_factory=dict)  # people to be told, in their order
    told: float = field(default_factory=time.monotonic)
    everybody: float = field(default_factory=time.monotonic)  # when everybody was last told


def process() -> Process:
    return current_app.extensions.setdefault("rooms", Process())


def hearings() -> dict[int, Hearing]:
    return process().hearings


def group(room_id: int, from_seq: int) -> str:
    return f"room:{room_id}:{from_seq}"


def sit(line: Line, room_id: int, found: Standing) -> Hearing:
    """Listen from now on. Everything here happens at once: nothing can come in between."""
    hearing = hearings().setdefault(room_id, Hearing(room_id, found.head))
    if line.sid in hearing.seats:
        stand(hearing, line.sid)
        hearing = hearings().setdefault(room_id, hearing)
    join(group(room_id, found.from_seq))
    hearing.seats[line.sid] = Seat(line.sid, line.person_id, found.from_seq, found.version)
    process().restless.add(room_id)
    return hearing


def stand(hearing: Hearing, sid: str) -> None:
    """Listen no more."""
    seat = hearing.seats.pop(sid, None)
    if seat is None:
        return
    leave(group(hearing.room_id, seat.from_seq), sid=sid)
    process().restless.add(hearing.room_id)
    if not hearing.seats:
        hearings().pop(hearing.room_id, None)


def put_out(hearing: Hearing, sid: str) -> None:
    """The right to listen has ended. What is told then has no content."""
    stand(hearing, sid)
    tell("rooms:gone", {"room": hearing.room_id}, to=sid)


@on_leaving
def stand_up(line: Line) -> None:
    for hearing in list(hearings().values()):
        stand(hearing, line.sid)
