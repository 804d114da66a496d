"""Whom a deed concerns: for each verb an explicit set of persons, before any rule is asked."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select

from grappe.accounts.models import Person
from grappe.foundation.models import Deed
from grappe.organisations.models import ADMINISTRATOR, Invitation, Membership

Whom = Callable[[Deed], Select[Any]]


def team(organisation_id: Any, *roles: str) -> Select[Any]:
    """Who works for the organisation now, in one of `roles` if any are given."""
    found = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.until.is_(None)
    )
    return found.where(Membership.role.in_(roles)) if roles else found


def administrators(deed: Deed) -> Select[Any]:
    return team(deed.object_id, ADMINISTRATOR)


def known_address(deed: Deed) -> Select[Any]:
    """The person behind an invitation, if the address has an account already."""
    asked = Invitation.id == deed.data.get("invitation")
    return select(Person.id).join(Invitation, Invitation.email == Person.email).where(asked)


# For each verb, the kinds of notification it makes. Who is in two sets is told once, by the first.
TOLD: dict[str, tuple[tuple[str, Whom], ...]] = {
    "organisations.invited": (("organisations.invited", known_address),),
    "organisations.joined": (("organisations.joined", administrators),),
}
