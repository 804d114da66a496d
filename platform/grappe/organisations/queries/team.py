"""The people of an organisation, now and before."""

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import Invitation, Membership, Organisation

MOST = 500


def team(by: Actor) -> list[AnyRow]:
    """Memberships of the organisation `by` acts for: those of now first, then the former ones."""
    columns = (
        select(
            Membership.id, Membership.person_id, Membership.role, Membership.title,
            Membership.since, Membership.until, Person.name,
            Person.suspended_at.is_not(None).label("suspended"),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
    )  # fmt: skip
    mine = columns.where(
        Membership.organisation_id == by.organisation_id, visible(by, "organisations.staff")
    )
    ordered = mine.order_by(Membership.until.is_not(None), Membership.role, Person.name)
    return list(db.session.execute(ordered.limit(MOST)).all())


def invitations(by: Actor) -> list[AnyRow]:
    """Those not taken up or withdrawn; `over`: the two weeks are past."""
    columns = select(
        Invitation.id, Invitation.email, Invitation.role, Invitation.sent_at,
        (Invitation.expires_at <= utc_now()).label("over"),
    )  # fmt: skip
    waiting = columns.where(
        visible(by, "organisations.manage_invitation"), Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )  # fmt: skip
    return list(db.session.execute(waiting.order_by(Invitation.id.desc()).limit(MOST)).all())
