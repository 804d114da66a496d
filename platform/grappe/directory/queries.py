"""What can be asked of the directory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, false, func, literal, select, true
from sqlalchemy import union_all
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, one
from grappe.foundation.policy import visible
from grappe.organisations.models import Competence, Membership, Organisation, OrganisationEcosystem

PAGE = 25
TEAM = 40


@dataclass(frozen=True)
class Wanted:
    """Which clusters somebody looks for; every one of the folded `words` must be found."""

    words: tuple[str, ...] = ()
    label: str = ""
    region: str = ""
    ecosystem: str = ""
    open_calls: bool = False
    sort: str = "name"


@dataclass(frozen=True)
class OnMap:
    """How many clusters answer to the other filters in each region; `own` is the reader's region."""

    counts: dict[str, int]
    own: str

    def total(self, region: str) -> int:
        return self.counts.get(region, 0) if region else sum(self.counts.values())


@dataclass
class Traits:
    """What is known of an organisation's trade: codes of ecosystems, and rows of competences with
    `words`, and whether the reader's organisation has (`you_have`) or seeks the same."""

    ecosystems: list[str] = field(default_factory=list)
    brings: list[Row[Any]] = field(default_factory=list)
    seeks: list[Row[Any]] = field(default_factory=list)

    def telling(self, words: Sequence[str], most: int = 4) -> list[Row[Any]]:
        """The few competences that say why one finds this entry: those searched for come first,
        then those the reader's organisation has too."""

        def order(row: Row[Any]) -> tuple[bool, bool]:
            return not any(word in row.folded for word in words), not row.you_have

        return sorted(self.brings, key=order)[:most]


def listed(by: Actor) -> ColumnElement[bool]:
    return and_(visible(by, "directory.read"), Organisation.kind == "cluster")


def says(word: str) -> ColumnElement[bool]:
    """`word` stands in the name, another name, the town, or in a competence that is brought."""
    brought = exists().where(
        Competence.organisation_id == Organisation.id,
        Competence.side == "brings",
        Competence.folded.contains(word, autoescape=True),
    )
    return Organisation.folded.contains(word, autoescape=True) | brought


def works_in(ecosystem: str) -> ColumnElement[bool]:
    return exists().where(
        OrganisationEcosystem.organisation_id == Organisation.id,
        OrganisationEcosystem.ecosystem == ecosystem,
    )


def other_filters(wanted: Wanted) -> ColumnElement[bool]:
    """All filters but the region, which the map shows side by side."""
    asked = [says(word) for word in wanted.words]
    if wanted.label:
        asked.append(Organisation.label == wanted.label)
    if wanted.ecosystem:
        asked.append(works_in(wanted.ecosystem))
    return and_(true(), *asked)


def on_map(by: Actor, wanted: Wanted) -> OnMap:
    """All regions that have clusters at all, those without a match at 0."""
    mine = aliased(Organisation)
    own = select(mine.region).where(mine.id == (by.organisation_id or 0)).scalar_subquery()
    found = func.sum(case((other_filters(wanted), 1), else_=0))
    rows = db.session.execute(
        select(Organisation.region, found.label("found"), own.label("own"))
        .where(listed(by))
        .group_by(Organisation.region)
    ).all()
    return OnMap({row.region: row.found for row in rows}, rows[0].own or "" if rows else "")


def entries(by: Actor, wanted: Wanted, page: int) -> Sequence[Row[Any]]:
    """One page of the list, in the order asked for; a name stands by its letters, not its accents."""
    matches = other_filters(wanted)
    if wanted.region:
        matches = and_(matches, Organisation.region == wanted.region)
    found = select(
        Organisation.id, Organisation.slug, Organisation.name, Organisation.label,
        Organisation.city, Organisation.region, Organisation.summary, Organisation.claimed_at,
        Organisation.verified_at, Organisation.demo,
    ).where(listed(by), matches)  # fmt: skip
    ordered = found.order_by(Organisation.sort_key, Organisation.id)
    return db.session.execute(ordered.limit(PAGE).offset((page - 1) * PAGE)).all()


def same_in(by: Actor, side: str) -> ColumnElement[bool]:
    """The organisation that `by` acts for has the competence on this side of its own profile."""
    mine = aliased(Competence)
    return exists().where(
        mine.organisation_id == (by.organisation_id or 0),
        mine.side == side,
        mine.folded == Competence.folded,
        mine.organisation_id != Competence.organisation_id,
    )


def traits(by: Actor, organisations: Iterable[int]) -> dict[int, Traits]:
    """The traits of several organisations, in one query."""
    ids, no = list(organisations), false()
    of_ecosystems = select(
        OrganisationEcosystem.organisation_id, literal("ecosystem").label("side"),
        OrganisationEcosystem.ecosystem.label("words"), literal("").label("folded"),
        OrganisationEcosystem.position.label("place"), no.label("you_have"), no.label("you_seek"),
    ).where(OrganisationEcosystem.organisation_id.in_(ids))  # fmt: skip
    of_competences = select(
        Competence.organisation_id, Competence.side, Competence.words, Competence.folded,
        Competence.id, same_in(by, "brings"), same_in(by, "seeks"),
    ).where(Competence.organisation_id.in_(ids))  # fmt: skip
    both = union_all(of_ecosystems, of_competences).order_by("side", "place")
    found: defaultdict[int, Traits] = defaultdict(Traits)
    for row in db.session.execute(both):
        traits_of = found[row.organisation_id]
        if row.side == "ecosystem":
            traits_of.ecosystems.append(row.words)
        else:
            (traits_of.brings if row.side == "brings" else traits_of.seeks).append(row)
    return found


def organisation(by: Actor, slug: str) -> Organisation:
    """The organisation of a public page. For visitors too, what is hidden is simply not there."""
    return one(select(Organisation).where(Organisation.slug == slug, visible(by, "directory.read")))


def team(by: Actor, organisation_id: int) -> Sequence[Row[Any]]:
    """The people of an organisation, as far as `by` may see people."""
    return db.session.execute(
        select(Person.id, Person.name, Membership.title, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id, Membership.until.is_(None),
            visible(by, "accounts.read"),
        )
        .order_by(Person.name, Person.id)
        .limit(TEAM)
    ).all()  # fmt: skip
