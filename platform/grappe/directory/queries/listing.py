"""The list of clusters: who answers to the filters, and one page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, desc, exists, select, true

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.policy import visible
from grappe.organisations.models import Competence, Organisation, OrganisationEcosystem

from .calls import has_open_calls, number_of_open_calls

PAGE = 25


@dataclass(frozen=True)
class Wanted:
    """Which clusters somebody looks for; every one of the folded `words` must be found."""

    words: tuple[str, ...] = ()
    label: str = ""
    region: str = ""
    ecosystem: str = ""
    open_calls: bool = False
    sort: str = "name"


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


def other_filters(by: Actor, wanted: Wanted) -> ColumnElement[bool]:
    """All filters but the region, which the map shows side by side."""
    asked = [says(word) for word in wanted.words]
    if wanted.label:
        asked.append(Organisation.label == wanted.label)
    if wanted.ecosystem:
        asked.append(works_in(wanted.ecosystem))
    if wanted.open_calls:
        asked.append(has_open_calls(by))
    return and_(true(), *asked)


def entries(by: Actor, wanted: Wanted, page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """One page of the list; a name is put in order by its letters, without their accents. The calls
    are counted for those on the page only, unless the count itself decides who is on it."""
    matches = other_filters(by, wanted)
    if wanted.region:
        matches = and_(matches, Organisation.region == wanted.region)
    found = select(Organisation.id).where(listed(by), matches)
    by_name = (Organisation.sort_key, Organisation.id)
    order = (desc(number_of_open_calls(by)), *by_name) if wanted.sort == "calls" else by_name
    shown = found.order_by(*order).limit(PAGE).offset((page - 1) * PAGE).subquery()
    columns = select(
        Organisation.id, Organisation.slug, Organisation.name, Organisation.label,
        Organisation.city, Organisation.region, Organisation.summary, Organisation.claimed_at,
        Organisation.verified_at, Organisation.demo,
        number_of_open_calls(by).label("open_calls"),
    ).where(Organisation.id.in_(select(shown.c.id)))  # fmt: skip
    ordered = (desc("open_calls"), *by_name) if wanted.sort == "calls" else by_name
    return db.session.execute(columns.order_by(*ordered)).all()
