"""For whom somebody may act, and who works for whom."""

from functools import cache
from typing import Any

from sqlalchemy import func, select

from grappe.accounts.queries import adds_to_profile, describes_people
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, one
from grappe.foundation.policy import ASKER, ask, visible
from grappe.organisations.models import Affiliation, Membership, Organisation


def memberships(by: Actor) -> list[AnyRow]:
    """For whom `by` may act: id (of the membership), organisation_id, name, slug, role, current."""
    return list(ask(my_memberships(), by).all())


@cache
def my_memberships() -> AnySelect:
    now = Membership.organisation_id == func.coalesce(ASKER.organisation_id, 0)
    columns = select(
        Membership.id, Membership.organisation_id, Membership.role, Organisation.name,
        Organisation.slug, now.label("current"),
    ).join(Organisation, Organisation.id == Membership.organisation_id)  # fmt: skip
    mine = columns.where(visible(ASKER, "organisations.act_for"))
    return mine.order_by(Organisation.sort_key, Membership.id)


def membership(by: Actor, membership_id: int) -> Membership:
    """One of one's own memberships, to act for."""
    mine = select(Membership).where(Membership.id == membership_id)
    return one(mine.where(visible(by, "organisations.act_for")))


def companies_of(by: Actor) -> list[AnyRow]:
    """The companies the cluster that `by` acts for may act for now: id, name, affiliation_id."""
    columns = select(
        Organisation.id, Organisation.name, Affiliation.id.label("affiliation_id")
    ).join(Affiliation, Affiliation.company_id == Organisation.id)
    found = columns.where(visible(by, "organisations.on_behalf"))
    return list(db.session.execute(found.order_by(Organisation.sort_key)).all())


def affiliation(by: Actor, company_id: int) -> Affiliation:
    """What lets `by` act on behalf of this company; Missing when nothing does."""
    found = select(Affiliation).where(Affiliation.company_id == company_id)
    return one(found.where(visible(by, "organisations.on_behalf")).limit(1))


@adds_to_profile
def works_for(by: Actor, person_id: int) -> dict[str, Any]:
    """The organisations somebody works for now."""
    columns = select(
        Membership.organisation_id, Membership.title, Organisation.name, Organisation.slug
    ).join(Organisation, Organisation.id == Membership.organisation_id)
    found = columns.where(Membership.person_id == person_id, Membership.until.is_(None))
    rows = found.where(visible(by, "organisations.read")).order_by(Organisation.sort_key)
    return {"works_for": db.session.execute(rows).all()}


@describes_people
def work(person_ids: list[int]) -> dict[int, str]:
    """What each does, and for whom: "Head of projects, Plastalia"."""
    columns = select(Membership.person_id, Membership.title, Organisation.name)
    found = columns.join(Organisation, Organisation.id == Membership.organisation_id).where(
        Membership.person_id.in_(person_ids), Membership.until.is_(None)
    )
    rows = db.session.execute(found.order_by(Membership.id.desc())).all()
    return {row.person_id: ", ".join(filter(None, (row.title, row.name))) for row in rows}
