"""Why a call concerns an organisation: five criteria, each met or not, never a percentage.

They are computed in SQL, so that a list can be narrowed and sorted by them whatever its length.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased  # fmt: skip

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.organisations.models import (
    Affiliation,
    Competence,
    Organisation,
    OrganisationEcosystem,
)
from grappe.reference import organisation_types  # fmt: skip

from ..models import Call, CallEcosystem, Interest, InterestSeat, Seat, SeatWord, match_key

CRITERIA = ("competence", "ecosystem", "territory", "partner", "cooperation")
# A call is "for" an organisation when one of these is met; the others only move it up.
SUBSTANCE = ("competence", "ecosystem", "territory")
MOST_COMPETENCES = 40


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

    @property
    def keys(self) -> tuple[str, ...]:
        found = (match_key(words) for words in self.competences)
        return tuple(dict.fromkeys(key for key in found if key))[:MOST_COMPETENCES]

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(type_.code for type_ in organisation_types.of_kind(self.kind))

    def has(self, seat_key: str) -> bool:
        """Whether one of the competences says the same as the seat, or says it in fewer words."""
        return bool(seat_key) and any(key in seat_key or seat_key in key for key in self.keys)


def profile(by: Actor) -> Profile | None:
    """The profile of the organisation that `by` acts for; None without one. One query."""
    if by.organisation_id is None:
        return None
    found: dict[str, list[Any]] = {"self": [], "brings": [], "ecosystem": [], "company": []}
    for row in db.session.execute(profile_rows(by.organisation_id)):
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


def profile_rows(organisation_id: int) -> Any:
    org, company, none = aliased(Organisation), aliased(Organisation), literal("")
    own = select(
        literal("self").label("what"), org.id, org.region.label("a"), org.country.label("b"),
        org.profile.label("c"),
    ).where(org.id == organisation_id)  # fmt: skip
    brings = select(literal("brings"), Competence.id, Competence.words, none, none).where(
        Competence.organisation_id == organisation_id, Competence.side == "brings"
    )
    trades = select(
        literal("ecosystem"), null(), OrganisationEcosystem.ecosystem, none, none
    ).where(OrganisationEcosystem.organisation_id == organisation_id)
    companies = (
        select(literal("company"), company.id, company.name, none, none)
        .join(Affiliation, Affiliation.company_id == company.id)
        .where(Affiliation.cluster_id == organisation_id, Affiliation.until.is_(None))
    )
    return union_all(own, brings, trades, companies)


def granted() -> ColumnElement[int]:
    """How many partners have been accepted for a seat."""
    taken = select(func.count()).where(InterestSeat.seat_id == Seat.id, InterestSeat.granted)
    return taken.correlate(Seat).scalar_subquery()


def seat_is_open() -> ColumnElement[bool]:
    return and_(Seat.covered.is_(False), Seat.number > granted())


def flags(mine: Profile | None, among: Any = None) -> dict[str, ColumnElement[bool]]:
    """Each criterion as a condition on Call; `among` are the ids of the calls it is asked about,
    where these are few: then their seats are looked at, and not all seats there are."""
    if mine is None:
        return dict.fromkeys(CRITERIA, false())
    few = [] if among is None else [Seat.call_id.in_(among)]
    return {
        "competence": seeks(has_competence(mine), *few),
        "ecosystem": shares_ecosystem(mine),
        "territory": seeks(is_in_place(mine), *few),
        "partner": seeks(Seat.organisation_type.in_(mine.types), *few),
        "cooperation": Call.organisation_id.in_(partners(mine.organisation_id)),
    }


def seeks(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The call has a seat that is still open and for which all `conditions` hold.

    Not correlated: the database looks up the seats once, by an index, and not once for each call.
    """
    return Call.id.in_(select(Seat.call_id).where(*conditions, seat_is_open()))


def has_competence(mine: Profile) -> ColumnElement[bool]:
    """A key in a key, either way; the index of words narrows down where that need be looked at."""
    if not mine.keys:
        return false()
    words = {word for key in mine.keys for word in key.split()}
    shares_word = select(SeatWord.seat_id).where(SeatWord.word.in_(sorted(words)))
    said = [Seat.match_key.contains(key) for key in mine.keys]
    more = [literal(key).contains(Seat.match_key) for key in mine.keys]
    return and_(Seat.id.in_(shares_word), or_(*said, *more))


def shares_ecosystem(mine: Profile) -> ColumnElement[bool]:
    if not mine.ecosystems:
        return false()
    shared = select(CallEcosystem.call_id)
    return Call.id.in_(shared.where(CallEcosystem.ecosystem.in_(mine.ecosystems)))


def is_in_place(mine: Profile) -> ColumnElement[bool]:
    """A seat names our region, or our country and no region of it."""
    country = and_(Seat.country == mine.country, Seat.region == "") if mine.country else false()
    region = Seat.region == mine.region if mine.region else false()
    return or_(region, country)


def partners(organisation_id: int) -> Select[tuple[int]]:
    """Those with whom the organisation has had an interest accepted, either way."""
    other = case(
        (Interest.caller_id == organisation_id, Interest.organisation_id), else_=Interest.caller_id
    )
    ours = or_(Interest.caller_id == organisation_id, Interest.organisation_id == organisation_id)
    return select(other).where(ours, Interest.state == "accepted")


def score(found: dict[str, ColumnElement[bool]]) -> ColumnElement[int]:
    """How many criteria are met: for sorting only, it is never shown."""
    total: Any = literal(0)
    for flag in found.values():
        total = total + case((flag, 1), else_=0)
    return total


def concerns(found: dict[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*(found[name] for name in SUBSTANCE))


@dataclass(frozen=True)
class Criterion:
    """One of the criteria that apply to a call; `names` are the words or codes it is about."""

    kind: str
    met: bool
    names: tuple[str, ...] = ()


def criteria(
    met: dict[str, bool], seats: list[Any], trades: tuple[str, ...], mine: Profile
) -> list[Criterion]:
    """The criteria that apply to a call, those that are met first."""
    free = [seat for seat in seats if seat.berry != "c"]
    asked = {
        "competence": ([s.words for s in free if mine.has(s.match_key)], []),
        "ecosystem": ([code for code in trades if code in mine.ecosystems], list(trades)),
        "territory": places(free, mine),
        "partner": types(free, mine),
        "cooperation": ([], []),
    }
    always = ("competence", "cooperation")
    listed = [
        Criterion(kind, met[kind], tuple(dict.fromkeys(ours if met[kind] else all_)))
        for kind, (ours, all_) in asked.items()
        if kind in always or all_
    ]
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
