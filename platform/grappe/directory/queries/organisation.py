"""The public page of one organisation."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, one
from grappe.foundation.errors import Missing
from grappe.foundation.policy import visible
from grappe.organisations.models import Membership, Organisation

TEAM = 40


def organisation(by: Actor, slug: str) -> Organisation:
    """The organisation of a public page. For visitors too, what is hidden is simply not there."""
    if not re.fullmatch(r"[a-z0-9-]{1,80}", slug):
        raise Missing  # no slug looks like that, and not every text may be asked of a database
    return one(select(Organisation).where(Organisation.slug == slug, visible(by, "directory.read")))


def team(by: Actor, organisation_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
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
