"""What the holder of an invitation's link may know."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from grappe.accounts.models import Person
from grappe.accounts.session import LONGEST, SHORTEST, digest
from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.organisations.models import Invitation, Organisation

OVER = N_(
    "This invitation is not open: it may have been taken up, withdrawn or replaced, or its two "
    "weeks are over. Whoever invited you can send a new one."
)


def still_open() -> ColumnElement[bool]:
    return and_(
        Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None),
        Invitation.expires_at > utc_now(),
    )  # fmt: skip


def invitation_of(token: str) -> Invitation | None:
    """The open invitation that the link belongs to."""
    if not SHORTEST <= len(token) <= LONGEST:
        return None
    found = select(Invitation).where(Invitation.digest == digest(token), still_open())
    return db.session.scalars(found).one_or_none()


@dataclass(frozen=True)
class Invited:
    """What an open invitation says. `known`: the address has an account."""

    email: str
    role: str
    organisation: str
    organisation_id: int
    invited_by: str
    known: bool


def invited(token: str) -> Invited:
    """Who invites to what; Invalid, in the same words for every reason, when it is not open."""
    if not SHORTEST <= len(token) <= LONGEST:
        raise Invalid(OVER)
    inviter = Person.__table__.alias("inviter")
    known = select(Person.id).where(
        Person.email == Invitation.email, Person.confirmed_at.is_not(None)
    )
    columns = (
        select(
            Invitation.email, Invitation.role, Organisation.name.label("organisation"),
            Invitation.organisation_id,
            func.coalesce(inviter.c.name, SYSTEM.name).label("invited_by"),
            known.exists().label("known"),
        )
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(inviter, inviter.c.id == Invitation.invited_by_id)
    )  # fmt: skip
    row = db.session.execute(
        columns.where(Invitation.digest == digest(token), still_open())
    ).one_or_none()
    if row is None:
        raise Invalid(OVER)
    return Invited(**row._asdict())
