"""Calls as rows of a list, each with its seats and the reasons why it concerns the reader."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect
from grappe.foundation.policy import ASKER, ask, visible
from grappe.organisations.models import Organisation

from ..models import Call, CallEcosystem, Interest, phase
from .fit import Criterion, Profile, cooperated, criteria
from .seats import Bunch, SeatLine, bunch_of, seats_of


@dataclass(frozen=True)
class CallLine:
    """A call as a row of the list."""

    call: Any
    seats: list[SeatLine]
    trades: tuple[str, ...]
    criteria: list[Criterion] = field(default_factory=list)

    @property
    def bunch(self) -> Bunch:
        return bunch_of(self.seats)

    @property
    def phase(self) -> str:
        return phase(self.call.state, self.call.deadline)

    @property
    def met(self) -> int:
        return sum(one.met for one in self.criteria)

    @property
    def hits(self) -> set[str]:
        """The seats' words that the reader's organisation could fill."""
        return {
            n for one in self.criteria if one.met and one.kind == "competence" for n in one.names
        }


def lines(by: Actor, ids: list[int], mine: Profile | None) -> list[CallLine]:
    """Calls with their seats and reasons, in the order of `ids`. Two queries."""
    rows = {row.id: row for row in ask(rows_of(), by, calls=ids)} if ids else {}
    seats = seats_of(ids)
    return [line(rows[number], seats[number], mine) for number in ids if number in rows]


def line(row: Any, seats: list[SeatLine], mine: Profile | None) -> CallLine:
    trades = tuple(sorted((row.ecosystems or "").split(","))) if row.ecosystems else ()
    if mine is None or row.organisation_id == mine.organisation_id:
        return CallLine(row, seats, trades)
    return CallLine(row, seats, trades, criteria(seats, trades, mine, bool(row.cooperated)))


@cache
def rows_of() -> AnySelect:
    """What is told of the calls whose ids are `calls`."""
    trades = select(func.aggregate_strings(CallEcosystem.ecosystem, ","))
    return (
        select(
            Call.id, Call.title, Call.programme, Call.budget, Call.deadline, Call.timezone,
            Call.state, Call.visibility, Call.language, Call.published_at, Call.updated_at,
            Call.outcome, Call.organisation_id, Organisation.name.label("organisation"),
            Organisation.region,
            trades.where(CallEcosystem.call_id == Call.id).scalar_subquery().label("ecosystems"),
            waiting().label("waiting"), our_answer().label("answer"),
            cooperated().label("cooperated"),
        )
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(Call.id.in_(bindparam("calls", expanding=True)), visible(ASKER, "calls.read"))
    )  # fmt: skip


def waiting() -> ColumnElement[int]:
    """For our own calls: how many answers nobody has looked at."""
    sent = select(func.count()).where(
        Interest.call_id == Call.id, Interest.state == "sent",
        Interest.caller_id == ASKER.organisation_id,
    )  # fmt: skip
    return sent.correlate(Call).scalar_subquery()


def our_answer() -> ColumnElement[Any]:
    """The state of the newest answer of our organisation, if there is one."""
    ours = select(Interest.state).where(
        Interest.call_id == Call.id, Interest.organisation_id == ASKER.organisation_id
    )
    return ours.order_by(Interest.id.desc()).limit(1).correlate(Call).scalar_subquery()
