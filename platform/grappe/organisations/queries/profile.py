"""What an organisation says of itself, and how that has changed."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import literal, select, union_all

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, one
from grappe.foundation.errors import Missing
from grappe.foundation.models import Deed
from grappe.foundation.policy import visible
from grappe.organisations.models import Competence, Organisation, OrganisationEcosystem


@dataclass(frozen=True)
class Profile:
    """The profile as it is edited; `version` changes with every part of it."""

    FIELDS: ClassVar = (
        "summary", "profile", "brings", "seeks", "ecosystems", "city", "website",
    )  # fmt: skip
    summary: str
    profile: str
    brings: list[str]
    seeks: list[str]
    ecosystems: list[str]
    city: str
    website: str

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def version(self) -> str:
        whole = json.dumps([self[name] for name in self.FIELDS])
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def mine(by: Actor) -> Organisation:
    """The organisation `by` acts for."""
    found = select(Organisation).where(Organisation.id == by.organisation_id)
    return one(found.where(visible(by, "organisations.staff")))


def desk(by: Actor) -> tuple[Organisation, frozenset[str]]:
    """The organisation `by` acts for, and what `by` may do for it, in one query."""
    asked = ("organisations.edit", "organisations.invite")
    found = select(Organisation, *(visible(by, action) for action in asked)).where(
        Organisation.id == by.organisation_id, visible(by, "organisations.staff")
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise Missing
    return row[0], frozenset(action for action, yes in zip(asked, row[1:], strict=True) if yes)


def profile_of(organisation: Organisation) -> Profile:
    words = select(Competence.side, Competence.words, Competence.id.label("place")).where(
        Competence.organisation_id == organisation.id
    )
    codes = select(
        literal("ecosystem"), OrganisationEcosystem.ecosystem, OrganisationEcosystem.position
    ).where(OrganisationEcosystem.organisation_id == organisation.id)
    said = db.session.execute(union_all(words, codes).order_by("place")).all()
    return Profile(
        summary=organisation.summary,
        profile=organisation.profile,
        brings=[row.words for row in said if row.side == "brings"],
        seeks=[row.words for row in said if row.side == "seeks"],
        ecosystems=[row.words for row in said if row.side == "ecosystem"],
        city=organisation.city,
        website=organisation.website,
    )


def history(by: Actor, organisation: Organisation) -> list[AnyRow]:
    """Who changed or confirmed the profile, the latest first: at, verb, data, name."""
    columns = select(Deed.at, Deed.verb, Deed.data, Person.name)
    found = (
        columns.outerjoin(Person, Person.id == Deed.person_id)
        .join(Organisation, Organisation.id == Deed.object_id)
        .where(
            Deed.object_type == "organisation", Deed.object_id == organisation.id,
            Deed.verb.in_(("organisations.edited", "organisations.confirmed")),
            visible(by, "organisations.staff"),
        )
    )  # fmt: skip
    return list(db.session.execute(found.order_by(Deed.id.desc()).limit(20)).all())
