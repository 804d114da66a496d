"""Why a call concerns an organisation: five criteria, each met or not, never a percentage.

They are computed in SQL, so that a list can be narrowed and sorted by them whatever its length.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.policy import ASKER, ask
from grappe.foundation.text import match_key
from grappe.organisations.models import (
    Affiliation,
    Competence,
    Organisation,
    OrganisationEcosystem,
)  # fmt: skip
from grappe.reference import organisation_types

from ..models import Call, CallEcosystem, Interest, InterestSeat, Seat, SeatWord

# A call is "for" an organisation when one of these is met; the others only move it up.
SUBSTANCE = ("competence", "ecosystem", "territory")


@dataclass(frozen=True)
class Profile:
    """What an organisation brings, as far as calls can ask for it."""

    organisation_id: int
    name: str
    kind: str
    region: str = ""
    country: str = ""
    text: str = ""
    competences: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = ()
    companies: tuple[tuple[int, str], ...] = ()

    @cached_property  # asked for every seat of a list
    def keys(self) -> tuple[str, ...]:
        found = (match_key(words) for words in self.competences)
        return tuple(dict.fromkeys(key for key in found if key))

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(type_.code for type_ in organisation_types.of_kind(self.kind))

    @property
    def facts(self) -> dict[str, Any]:
        """What `fitting` is run with; a place that is not known is nobody's."""
        return {
            "fit_words": sorted({word for key in self.keys for word in key.split()}),
            "fit_ecosystems": self.ecosystems, "fit_types": self.types,
            "fit_region": self.region or None, "fit_country": self.country or None,
        }  # fmt: skip

    def has(self, seat_key: str) -> bool:
        """Whether one of the competences says the same as the seat, or says it in fewer words."""
        return bool(seat_key) and any(key in seat_key or seat_key in key for key in self.keys)


def profile(by: Actor) -> Profile | None:
    """The profile of the organisation that `by` acts for; None without one. One query."""
    if by.organisation_id is None:
        return None
    found: dict[str, list[Any]] = {"self": [], "brings": [], "ecosystem": [], "company": []}
    for row in ask(profile_rows(), by):
        found[row.what].append(row)
    if not found["self"]:
        return None
    own = found["self"][0]
    return Profile(
        by.organisation_id, by.organisation_name, by.organisation_kind, own.a, own.b, own.c,
        competences=tuple(r.a for r in found["brings"]),
        ecosystems=tuple(r.a for r in found["ecosystem"]),
        companies=tuple((r.id, r.a) for r in sorted(found["company"], key=lambda r: r.a)),
    )  # fmt: skip


@cache
def profile_rows() -> Any:
    """Rows (what, id, a, b, c) of the organisation that asks."""
    company, none, mine = aliased(Organisation), literal(""), ASKER.organisation_id
    own = select(
        literal("self").label("what"), Organisation.id, Organisation.region.label("a"),
        Organisation.country.label("b"), Organisation.profile.label("c"),
    ).where(Organisation.id == mine)  # fmt: skip
    brings = select(literal("brings"), Competence.id, Competence.words, none, none).where(
        Competence.organisation_id == mine, Competence.side == "brings"
    )
    trades = select(
        literal("ecosystem"), null(), OrganisationEcosystem.ecosystem, none, none
    ).where(OrganisationEcosystem.organisation_id == mine)
    companies = (
        select(literal("company"), company.id, company.name, none, none)
        .join(Affiliation, Affiliation.company_id == company.id)
        .where(Affiliation.cluster_id == mine, Affiliation.until.is_(None))
    )
    return union_all(own, brings, trades, companies)


def granted() -> ColumnElement[int]:
    """How many partners have been accepted for a seat."""
    taken = select(func.count()).where(InterestSeat.seat_id == Seat.id, InterestSeat.granted)
    return taken.correlate(Seat).scalar_subquery()


def seat_is_open() -> ColumnElement[bool]:
    return and_(Seat.covered.is_(False), Seat.number > granted())


@cache
def fitting() -> Subquery:
    """The calls that meet a criterion of the organisation that asks, by their seats or ecosystems.

    Columns call_id; met, how many of the four criteria; concerns, 1 if one of SUBSTANCE is met.
    Drawn once: run it with `Profile.facts` beside the facts of whoever asks.
    """
    shared = CallEcosystem.ecosystem.in_(bindparam("fit_ecosystems", expanding=True))
    types = Seat.organisation_type.in_(bindparam("fit_types", expanding=True))
    hits = union(
        seats_that("competence", has_competence()),
        seats_that("territory", is_in_place()),
        seats_that("partner", types),
        select(CallEcosystem.call_id, literal("ecosystem").label("kind")).where(shared),
    ).subquery()
    substance = case((hits.c.kind.in_(SUBSTANCE), 1), else_=0)
    return (
        select(hits.c.call_id, func.count().label("met"), func.max(substance).label("concerns"))
        .group_by(hits.c.call_id)
        .subquery("fitting")
    )


def seats_that(kind: str, condition: ColumnElement[bool]) -> Any:
    """The open calls with a seat that is still free and for which the condition holds."""
    found = select(Seat.call_id, literal(kind).label("kind")).join(Call, Call.id == Seat.call_id)
    return found.where(Call.state == "open", condition, seat_is_open())


def has_competence() -> ColumnElement[bool]:
    """A key in a key, either way; the index of words narrows down where that need be looked at."""
    words = SeatWord.word.in_(bindparam("fit_words", expanding=True))
    brought = exists().where(
        Competence.organisation_id == ASKER.organisation_id, Competence.side == "brings",
        Competence.match_key != "",
        or_(Seat.match_key.contains(Competence.match_key),
            and_(Seat.match_key != "", Competence.match_key.contains(Seat.match_key))),
    )  # fmt: skip
    return and_(Seat.id.in_(select(SeatWord.seat_id).where(words)), brought.correlate(Seat))


def is_in_place() -> ColumnElement[bool]:
    """A seat names our region, or our country and no region of it."""
    country = and_(Seat.country == bindparam("fit_country", type_=String()), Seat.region == "")
    return or_(Seat.region == bindparam("fit_region", type_=String()), country)


def cooperated() -> ColumnElement[bool]:
    """The caller is one with whom the asker has had an interest accepted, either way."""
    mine = ASKER.organisation_id
    other = case((Interest.caller_id == mine, Interest.organisation_id), else_=Interest.caller_id)
    ours = or_(Interest.caller_id == mine, Interest.organisation_id == mine)
    return Call.organisation_id.in_(select(other).where(ours, Interest.state == "accepted"))


def score() -> ColumnElement[int]:
    """How many criteria are met, beside `fitting`: for sorting only, it is never shown."""
    return func.coalesce(fitting().c.met, 0) + case((cooperated(), 1), else_=0)


@dataclass(frozen=True)
class Criterion:
    """One of the criteria that apply to a call; `names` are the words or codes it is about."""

    kind: str
    met: bool
    names: tuple[str, ...] = ()


def criteria(
    seats: list[Any], trades: tuple[str, ...], mine: Profile, cooperated: bool
) -> list[Criterion]:
    """The criteria that apply to a call, those that are met first."""
    free = [seat for seat in seats if seat.berry != "c"]
    asked = {
        "competence": ([s.words for s in free if mine.has(s.match_key)], []),
        "ecosystem": ([code for code in trades if code in mine.ecosystems], list(trades)),
        "territory": places(free, mine),
        "partner": types(free, mine),
    }
    listed = [
        Criterion(kind, bool(ours), tuple(dict.fromkeys(ours or all_)))
        for kind, (ours, all_) in asked.items()
        if kind == "competence" or all_
    ]
    listed.append(Criterion("cooperation", cooperated))
    return sorted(listed, key=lambda one: not one.met)


def places(free: list[Any], mine: Profile) -> tuple[list[str], list[str]]:
    """The places that seats ask for: those that are ours, and all of them."""
    asked = [s for s in free if s.region or s.country]
    ours = [
        s for s in asked
        if (s.region and s.region == mine.region) or (not s.region and s.country == mine.country)
    ]  # fmt: skip
    return [s.region or s.country for s in ours], [s.region or s.country for s in asked]


def types(free: list[Any], mine: Profile) -> tuple[list[str], list[str]]:
    asked = [s.organisation_type for s in free if s.organisation_type]
    return [code for code in asked if code in mine.types], asked
