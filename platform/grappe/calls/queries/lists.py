"""The list of calls: what one may read, narrowed, sorted and paged."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect, utc_now
from grappe.foundation.policy import ASKER, ask, visible
from grappe.foundation.text import fold
from grappe.organisations.models import Organisation
from grappe.reference import programmes

from ..models import CLOSING_DAYS, Call, CallEcosystem, CallFollow, Interest, Seat
from ..policy import is_answerable
from .fit import Profile, fitting, score
from .lines import CallLine, lines

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
class Listed:
    """One page of the list, and how many there are in each tab."""

    lines: list[CallLine]
    total: int
    page: int
    pages: int
    tabs: dict[str, int]


def calls(by: Actor, mine: Profile | None, wanted: Wanted) -> Listed:
    """Four queries, however many calls there are."""
    ids, total, page = window(by, mine, wanted)
    counts = tab_counts(by, mine, wanted, total)
    pages = max(1, -(-total // PAGE))
    return Listed(lines(by, ids, mine), total, page, pages, counts)


def window(by: Actor, mine: Profile | None, wanted: Wanted) -> tuple[list[int], int, int]:
    """The ids of one page, how many calls there are, and which page that is: the last one there
    is, if more was asked for. One query."""
    found = select(Call.id, func.count().over().label("total"))
    found = found.where(visible(ASKER, "calls.read"), *chosen(wanted))
    if "fit" in (wanted.tab, wanted.sort):
        found = found.outerjoin(fitting(), fitting().c.call_id == Call.id)
    found = found.order_by(*order(wanted), Call.id.desc()).limit(PAGE)
    page = max(1, wanted.page)
    rows = ask(found.offset((page - 1) * PAGE), by, **facts_of(mine)).all()
    if not rows and page > 1:
        whole = found.limit(None).order_by(None).subquery()
        number = ask(select(func.count()).select_from(whole), by, **facts_of(mine)).scalar_one()
        page = max(1, -(-number // PAGE))
        rows = ask(found.offset((page - 1) * PAGE), by, **facts_of(mine)).all()
    return [row.id for row in rows], rows[0].total if rows else 0, page


def facts_of(mine: Profile | None) -> dict[str, Any]:
    return (mine or Profile(0, "", "")).facts


@cache
def tab(name: str) -> ColumnElement[bool]:
    """Which calls belong to a tab, besides being readable; `fit` beside `fitting`."""
    if name == "fit":
        others = Call.organisation_id != ASKER.organisation_id
        return and_(others, is_answerable(), fitting().c.concerns == 1)
    if name == "followed":
        mine = select(CallFollow.call_id).where(CallFollow.person_id == ASKER.person_id)
        return and_(Call.state != "draft", Call.id.in_(mine))
    if name == "answered":
        mine = select(Interest.call_id).where(Interest.organisation_id == ASKER.organisation_id)
        return Call.id.in_(mine)
    return (
        Call.organisation_id == ASKER.organisation_id if name == "ours" else Call.state != "draft"
    )


def tab_counts(by: Actor, mine: Profile | None, wanted: Wanted, total: int) -> dict[str, int]:
    """How many calls each tab holds; of one that is shown whole that is known. One query."""
    if not by.is_authenticated:
        return dict.fromkeys(TABS, 0)
    known = {} if wanted.narrowed else {wanted.tab: total}
    asked = numbers(tuple(name for name in TABS if name not in known))
    row = ask(asked, by, **facts_of(mine)).one()
    return {str(name): int(count) for name, count in row._mapping.items()} | known


@cache
def numbers(names: tuple[str, ...]) -> AnySelect:
    return select(*(number(name).label(name) for name in names))


def number(name: str) -> Any:
    query = select(func.count(Call.id)).where(visible(ASKER, "calls.read"), tab(name))
    if name == "fit":
        query = query.join(fitting(), fitting().c.call_id == Call.id)
    if name == "all":
        query = query.where(is_answerable())
    return query.scalar_subquery()


def chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The tab and the filters as conditions."""
    conditions = [tab(wanted.tab), state(wanted)]
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
        "open": is_answerable(),
        "closing": and_(is_answerable(), Call.deadline < soon),
        "past": or_(Call.state == "closed", and_(Call.state == "open", Call.deadline <= utc_now())),
        "draft": Call.state == "draft",
    }.get(asked, true())


def order(wanted: Wanted) -> list[Any]:
    asked = wanted.sort or usual_order(wanted.tab)
    newest = func.coalesce(Call.published_at, Call.created_at).desc()
    if asked == "newest":
        return [newest]
    dated = (wanted.state or usual_state(wanted.tab)) in ("open", "closing")
    by_deadline = [Call.deadline] if dated else [Call.deadline.is_(None), Call.deadline]
    return [score().desc(), *by_deadline] if asked == "fit" else by_deadline
