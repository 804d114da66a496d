"""Who belongs to an organisation, as what, until when."""

from sqlalchemy import delete, func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.organisations.models import (
    ADMINISTRATOR,
    STAFF,
    ActingFor,
    Membership,
    Organisation,
)  # fmt: skip


@operation
def set_role(by: Actor, membership: Membership, role: str) -> None:
    require(by, "organisations.change_role", membership)
    hold(membership)
    if role not in (ADMINISTRATOR, STAFF):
        raise Invalid(N_("Choose one of the roles."), field="role")
    if membership.role == role:
        return
    if membership.role == ADMINISTRATOR:
        refuse_last(membership)
        access_shrank()
    deed(by, "organisations.role_changed", membership.organisation,
         person=membership.person_id, was=membership.role, role=role)  # fmt: skip
    membership.role = role


@operation
def set_title(by: Actor, membership: Membership, title: str) -> None:
    """What somebody does there, in their own words."""
    require(by, "organisations.edit_membership", membership)
    membership.title = title[:120]


@operation
def end_membership(by: Actor, membership: Membership) -> None:
    """Somebody leaves, or is taken out of the team. What they did stays; their doors close."""
    require(by, "organisations.end_membership", membership)
    hold(membership)
    if membership.role == ADMINISTRATOR:
        refuse_last(membership)
    membership.until = utc_now()
    db.session.execute(delete(ActingFor).where(ActingFor.membership_id == membership.id))
    access_shrank()
    deed(by, "organisations.left", membership.organisation, person=membership.person_id)


def hold(membership: Membership) -> None:
    """Two administrators who act at once must not leave an organisation without any."""
    lock(db.session.get_one(Organisation, membership.organisation_id))
    lock(membership)
    if membership.until is not None:
        raise Conflict


def refuse_last(membership: Membership) -> None:
    others = select(func.count(Membership.id)).where(
        Membership.organisation_id == membership.organisation_id, Membership.until.is_(None),
        Membership.role == ADMINISTRATOR, Membership.id != membership.id,
    )  # fmt: skip
    if not db.session.scalar(others):
        raise Invalid(
            N_("An organisation needs an administrator. Make somebody else administrator first.")
        )
