"""The seats of calls, and how far each is filled: the bunch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select

from grappe.foundation.db import AnySelect, db
from grappe.organisations.models import Organisation

from ..models import Interest, InterestSeat, Seat
from .fit import granted


@dataclass(frozen=True)
class SeatLine:
    """A seat as lists and pages show it."""

    id: int
    kind: str
    words: str
    match_key: str
    role: str
    organisation_type: str
    region: str
    country: str
    number: int
    covered: bool
    granted: int
    discussed: int
    takers: tuple[Any, ...] = field(default=(), compare=False)

    @property
    def berry(self) -> str:
        """c covered, d under discussion, m to be found."""
        if self.covered or self.granted >= self.number:
            return "c"
        return "d" if self.granted or self.discussed else "m"

    @property
    def left(self) -> int:
        return 0 if self.covered else max(0, self.number - self.granted)


@dataclass(frozen=True)
class Bunch:
    """How many seats are covered, under discussion, to be found."""

    covered: int
    discussed: int
    missing: int

    @property
    def all(self) -> int:
        return self.covered + self.discussed + self.missing


def bunch_of(seats: Iterable[SeatLine]) -> Bunch:
    berries = [seat.berry for seat in seats]
    return Bunch(berries.count("c"), berries.count("d"), berries.count("m"))


def columns() -> list[Any]:
    discussed = (
        select(func.count())
        .select_from(InterestSeat)
        .join(Interest, Interest.id == InterestSeat.interest_id)
        .where(InterestSeat.seat_id == Seat.id, Interest.state.in_(("sent", "shortlisted")))
        .correlate(Seat)
        .scalar_subquery()
    )
    return [
        Seat.id, Seat.kind, Seat.words, Seat.match_key, Seat.role, Seat.organisation_type,
        Seat.region, Seat.country, Seat.number, Seat.covered,
        granted().label("granted"), discussed.label("discussed"),
    ]  # fmt: skip


def seats_of(call_ids: list[int]) -> dict[int, list[SeatLine]]:
    """The seats of each of the calls, in their order. One query."""
    found: defaultdict[int, list[SeatLine]] = defaultdict(list)
    if not call_ids:
        return found
    for call_id, *values in db.session.execute(seats_of_calls(), {"calls": call_ids}):
        found[call_id].append(SeatLine(*values))
    return found


@cache
def seats_of_calls() -> AnySelect:
    few = Seat.call_id.in_(bindparam("calls", expanding=True))
    query: AnySelect = select(Seat.call_id, *columns()).where(few)
    return query.order_by(Seat.call_id, Seat.position, Seat.id)


def seats_with_takers(call_id: int) -> list[SeatLine]:
    """The seats of one call, each with the organisations accepted for it. One query."""
    lines: dict[int, tuple[list[Any], list[Any]]] = {}
    for *values, taker_id, taker in db.session.execute(seats_and_takers(), {"call": call_id}):
        kept = lines.setdefault(values[0], (values, []))
        if taker_id is not None:
            kept[1].append((taker_id, taker))
    return [SeatLine(*values, takers=tuple(takers)) for values, takers in lines.values()]


@cache
def seats_and_takers() -> AnySelect:
    return (
        select(*columns(), Organisation.id.label("taker_id"), Organisation.name.label("taker"))
        .select_from(Seat)
        .outerjoin(InterestSeat, (InterestSeat.seat_id == Seat.id) & InterestSeat.granted)
        .outerjoin(Interest, Interest.id == InterestSeat.interest_id)
        .outerjoin(Organisation, Organisation.id == Interest.organisation_id)
        .where(Seat.call_id == bindparam("call"))
        .order_by(Seat.position, Seat.id, Interest.decided_at)
    )
