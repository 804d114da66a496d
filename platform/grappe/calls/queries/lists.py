"""The list of calls: what one may read, narrowed, sorted and paged."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.policy import visible
from grappe.foundation.text import fold
from grappe.organisations.models import Organisation
from grappe.reference import programmes

from ..models import CLOSING_DAYS, Call, CallEcosystem, CallFollow, Interest, Seat, phase
from .fit import Criterion, Profile, concerns, criteria, flags, score
from .seats import Bunch, SeatLine, bunch_of, seats_of

PAGE = 20
TABS = ("fit", "all", "followed", "answered", "ours")


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the list for; the defaults are what it shows unasked."""

    tab: str = "all"
    q: str = ""
    programme: str = ""
    ecosystem: str = ""
    region: str = ""
    within: int = 0
    state: str = ""
    sort: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but a tab was asked for."""
        return self != Wanted(tab=self.tab, sort=self.sort, page=self.page)


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


@dataclass(frozen=True)
class Listed:
    """One page of the list, and how many there are in each tab."""

    lines: list[CallLine]
    total: int
    page: int
    pages: int
    tabs: dict[str, int]


def calls(by: Actor, mine: Profile | None, wanted: Wanted) -> Listed:
    """Three queries, however many calls there are."""
    found = flags(mine)
    counts = counted(by, found, wanted)
    total = counts.pop("total")
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    shown = (
        select(Call.id)
        .where(readable(by), *chosen(by, found, wanted))
        .order_by(*order(found, wanted), Call.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    rows = rows_of(by, mine, shown, lambda here: [*order(here, wanted), Call.id.desc()])
    return Listed(lines(rows, mine), total, page, pages, counts)


def rows_of(by: Actor, mine: Profile | None, shown: Any, order_by: Any) -> Any:
    """What is told of the calls that `shown` selects: asked of them only, not of all that the
    database had to sort. `order_by` makes their order out of the flags. One query."""
    few = shown.cte("shown")
    here = flags(mine, select(few.c.id))
    return db.session.execute(
        select(*row_columns(by, here))
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(Call.id.in_(select(few.c.id)))
        .order_by(*order_by(here))
    ).all()


def lines(rows: Any, mine: Profile | None) -> list[CallLine]:
    """Rows with their seats and reasons. One query."""
    seats = seats_of([row.id for row in rows])
    return [line(row, seats[row.id], mine) for row in rows]


def line(row: Any, seats: list[SeatLine], mine: Profile | None) -> CallLine:
    trades = tuple(sorted((row.ecosystems or "").split(","))) if row.ecosystems else ()
    if mine is None or row.organisation_id == mine.organisation_id:
        return CallLine(row, seats, trades)
    met = {kind: bool(getattr(row, f"fits_{kind}")) for kind in flags(None)}
    return CallLine(row, seats, trades, criteria(met, seats, trades, mine))


def row_columns(by: Actor, found: dict[str, ColumnElement[bool]]) -> list[Any]:
    trades = select(func.aggregate_strings(CallEcosystem.ecosystem, ","))
    return [
        Call.id, Call.title, Call.programme, Call.budget, Call.deadline, Call.timezone, Call.state,
        Call.visibility, Call.language, Call.published_at, Call.updated_at, Call.outcome,
        Call.organisation_id, Organisation.name.label("organisation"), Organisation.region,
        trades.where(CallEcosystem.call_id == Call.id).scalar_subquery().label("ecosystems"),
        waiting(by).label("waiting"), our_answer(by).label("answer"),
        *(flag.label(f"fits_{kind}") for kind, flag in found.items()),
    ]  # fmt: skip


def waiting(by: Actor) -> ColumnElement[int]:
    """For our own calls: how many answers nobody has looked at."""
    sent = select(func.count()).where(
        Interest.call_id == Call.id, Interest.state == "sent",
        Interest.caller_id == (by.organisation_id or 0),
    )  # fmt: skip
    return sent.correlate(Call).scalar_subquery()


def our_answer(by: Actor) -> ColumnElement[Any]:
    """The state of the newest answer of our organisation, if there is one."""
    ours = select(Interest.state).where(
        Interest.call_id == Call.id, Interest.organisation_id == (by.organisation_id or 0)
    )
    return ours.order_by(Interest.id.desc()).limit(1).correlate(Call).scalar_subquery()


def readable(by: Actor) -> ColumnElement[bool]:
    return visible(by, "calls.read")


def tab(by: Actor, found: dict[str, ColumnElement[bool]], name: str) -> ColumnElement[bool]:
    """Which calls belong to a tab, besides being readable."""
    ours = Call.organisation_id == (by.organisation_id or 0)
    follow, answer = aliased(CallFollow), aliased(Interest)
    if name == "fit":
        return and_(~ours, is_open(), concerns(found))
    if name == "followed":
        mine = select(follow.call_id).where(follow.person_id == by.person_id)
        return and_(Call.state != "draft", Call.id.in_(mine))
    if name == "answered":
        mine = select(answer.call_id).where(answer.organisation_id == (by.organisation_id or 0))
        return Call.id.in_(mine)
    return ours if name == "ours" else Call.state != "draft"


def is_open() -> ColumnElement[bool]:
    return and_(Call.state == "open", Call.deadline > utc_now())


def counted(by: Actor, found: dict[str, ColumnElement[bool]], wanted: Wanted) -> dict[str, int]:
    """How many calls each tab holds, and how many the filters leave. One query."""

    def number(*conditions: ColumnElement[bool]) -> Any:
        return select(func.count(Call.id)).where(readable(by), *conditions).scalar_subquery()

    tabs = {name: literal(0) for name in TABS} if not by.is_authenticated else {
        name: number(tab(by, found, name), *([is_open()] if name == "all" else []))
        for name in TABS
    }  # fmt: skip
    filtered = wanted.narrowed or not by.is_authenticated
    asked = tabs | ({"total": number(*chosen(by, found, wanted))} if filtered else {})
    row = db.session.execute(select(*(one.label(name) for name, one in asked.items()))).one()
    numbers = {str(name): int(number) for name, number in row._mapping.items()}
    return {"total": numbers[wanted.tab]} | numbers


def chosen(
    by: Actor, found: dict[str, ColumnElement[bool]], wanted: Wanted
) -> list[ColumnElement[bool]]:
    """The tab and the filters as conditions."""
    conditions = [tab(by, found, wanted.tab), state(wanted)]
    conditions += [
        Call.folded.contains(word, autoescape=True) for word in fold(wanted.q).split()[:8]
    ]
    if wanted.programme:
        known = programmes.get(wanted.programme)
        conditions.append(Call.programme.in_(known.with_parts) if known else false())
    if wanted.ecosystem:
        mine = select(CallEcosystem.call_id).where(CallEcosystem.ecosystem == wanted.ecosystem)
        conditions.append(Call.id.in_(mine))
    if wanted.region:
        seat = select(Seat.call_id).where(Seat.region == wanted.region)
        home = select(Organisation.id).where(Organisation.region == wanted.region)
        conditions.append(or_(Call.organisation_id.in_(home), Call.id.in_(seat)))
    if wanted.within:
        conditions.append(Call.deadline <= utc_now() + dt.timedelta(days=wanted.within))
    return conditions


def usual_state(tab: str) -> str:
    """Unasked, the tabs that one browses show what can still be answered, the others all."""
    return "open" if tab in ("all", "fit") else "any"


def usual_order(tab: str) -> str:
    return {"fit": "fit", "all": "deadline"}.get(tab, "newest")


def state(wanted: Wanted) -> ColumnElement[bool]:
    """Where the call stands, as far as the list is concerned."""
    asked = wanted.state or usual_state(wanted.tab)
    soon = utc_now() + dt.timedelta(days=CLOSING_DAYS)
    return {
        "open": is_open(),
        "closing": and_(is_open(), Call.deadline < soon),
        "past": or_(Call.state == "closed", and_(Call.state == "open", Call.deadline <= utc_now())),
        "draft": Call.state == "draft",
    }.get(asked, true())


def order(found: dict[str, ColumnElement[bool]], wanted: Wanted) -> list[Any]:
    asked = wanted.sort or usual_order(wanted.tab)
    newest = func.coalesce(Call.published_at, Call.created_at).desc()
    if asked == "newest":
        return [newest]
    dated = (wanted.state or usual_state(wanted.tab)) in ("open", "closing")
    by_deadline = [Call.deadline] if dated else [Call.deadline.is_(None), Call.deadline]
    return [score(found).desc(), *by_deadline] if asked == "fit" else by_deadline
