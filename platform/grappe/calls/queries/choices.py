"""What the forms of this slice offer to choose from, and a call as its form shows it."""

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.db import AnyRow, db
from grappe.organisations.models import Affiliation, Membership, Organisation

from ..models import Call, CallCluster, CallEcosystem, Seat
from ..policy import CALLERS


def colleagues(organisation_id: int) -> list[AnyRow]:
    """The people who work for the organisation now and can sign in, by name."""
    query = (
        select(Person.id, Person.name)
        .distinct()
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id, Membership.until.is_(None),
            Person.suspended_at.is_(None), Person.confirmed_at.is_not(None),
        )
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    return list(db.session.execute(query).all())


def companies(organisation_id: int) -> list[AnyRow]:
    """The companies that the organisation may act on behalf of, by name."""
    query = (
        select(Organisation.id, Organisation.name)
        .distinct()
        .join(Affiliation, Affiliation.company_id == Organisation.id)
        .where(Affiliation.cluster_id == organisation_id, Affiliation.until.is_(None))
        .order_by(Organisation.name, Organisation.id)
    )
    return list(db.session.execute(query).all())


def clusters(organisation_id: int) -> list[AnyRow]:
    """Those a call may be shown to: claimed, so that somebody can read it; but the caller."""
    query = (
        select(Organisation.id, Organisation.name)
        .where(
            Organisation.kind.in_(CALLERS), Organisation.claimed_at.is_not(None),
            Organisation.id != organisation_id,
        )
        .order_by(Organisation.sort_key, Organisation.id)
    )  # fmt: skip
    return list(db.session.execute(query).all())


def seats(call: Call) -> list[Seat]:
    """The seats themselves, in their order, for whoever rewrites them."""
    found = select(Seat).where(Seat.call_id == call.id).order_by(Seat.position, Seat.id)
    return list(db.session.scalars(found))


def ecosystems(call: Call) -> list[str]:
    found = select(CallEcosystem.ecosystem).where(CallEcosystem.call_id == call.id)
    return sorted(db.session.scalars(found))


def named_clusters(call: Call) -> list[int]:
    found = select(CallCluster.organisation_id).where(CallCluster.call_id == call.id)
    return sorted(db.session.scalars(found))


def cluster_names(call: Call) -> list[str]:
    query = (
        select(Organisation.name)
        .join(CallCluster, CallCluster.organisation_id == Organisation.id)
        .where(CallCluster.call_id == call.id)
    )
    return list(db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id)))
