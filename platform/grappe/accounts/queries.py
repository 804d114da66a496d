"""What can be asked about accounts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from grappe.foundation import demonstration
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, one, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.policy import visible

from .models import Person, SecretLink, SignIn
from .policy import exists_active
from .session import LONGEST, SHORTEST, digest

Part = Callable[[Actor, int], dict[str, Any]]
PARTS: list[Part] = []
Describer = Callable[[list[int]], dict[int, str]]
DESCRIBERS: list[Describer] = []
OVER = N_("This link has been used, has expired or has been replaced by a newer one.")


@dataclass(frozen=True)
class Credentials:
    """What an account's password is proved against."""

    id: int
    email: str
    password: str


def credentials(email: str) -> Credentials | None:
    """For proving a password only: no page shows whether an address has an account."""
    found = select(Person.id, Person.email, Person.password).where(
        Person.email == email, exists_active()
    )
    row = db.session.execute(found).one_or_none()
    return Credentials(row.id, row.email, row.password) if row else None


def own_credentials(by: Actor) -> Credentials:
    row = db.session.execute(
        select(Person.id, Person.email, Person.password).where(
            Person.id == by.person_id, visible(by, "accounts.edit")
        )
    ).one()
    return Credentials(row.id, row.email, row.password)


def own(by: Actor) -> Person:
    return one(select(Person).where(Person.id == by.person_id, visible(by, "accounts.edit")))


def sessions(by: Actor) -> list[AnyRow]:
    """One's own sessions that are still good, the last used first."""
    columns = select(SignIn.id, SignIn.device, SignIn.address, SignIn.created_at, SignIn.used_at)
    mine = columns.where(visible(by, "accounts.end_sign_in"), SignIn.expires_at > utc_now())
    return list(db.session.execute(mine.order_by(SignIn.used_at.desc(), SignIn.id.desc())).all())


@dataclass(frozen=True)
class DemoPerson:
    """Somebody invented; `work` says what they do and for whom."""

    id: int
    name: str
    work: str


MOST_DEMO_PEOPLE = 8


def demo_people() -> list[DemoPerson]:
    """The invented people whom everybody may be: those who entered first, one for each part."""
    columns = select(Person.id, Person.name)
    invented = Person.email.endswith(demonstration.ENDING, autoescape=True)
    found = columns.where(invented, exists_active())
    rows = db.session.execute(found.order_by(Person.id).limit(MOST_DEMO_PEOPLE)).all()
    told: dict[int, str] = {}
    for describe in DESCRIBERS:
        told |= describe([row.id for row in rows])
    return [DemoPerson(row.id, row.name, told.get(row.id, "")) for row in rows]


def open_link(token: str, purpose: str, now: dt.datetime | None = None) -> SecretLink | None:
    """The link behind `token`, if it is for `purpose`, unused and still in time."""
    if not SHORTEST <= len(token) <= LONGEST:
        return None
    found = select(SecretLink).where(
        SecretLink.digest == digest(token), SecretLink.purpose == purpose,
        SecretLink.used_at.is_(None), SecretLink.expires_at > (now or utc_now()),
    )  # fmt: skip
    return db.session.scalars(found).one_or_none()


@dataclass(frozen=True)
class Promise:
    """What the holder of a link is shown before using it."""

    name: str
    email: str


def link_about(token: str, purpose: str) -> Promise:
    """Whom an open link is about; Invalid, without telling why, when it opens nothing."""
    link = open_link(token, purpose)
    if link is None:
        raise Invalid(OVER)
    return Promise(link.data.get("name") or link.person.name,
                   link.data.get("email") or link.person.email)  # fmt: skip


def person(person_id: int) -> AnyRow:
    """What the network may know of somebody."""
    columns = select(Person.id, Person.name, Person.ask_me_about, Person.locale, Person.created_at)
    return db.session.execute(columns.where(Person.id == person_id)).one()


def adds_to_profile(part: Part) -> Part:
    """Register what a slice tells `by` about a person; one query at most."""
    PARTS.append(part)
    return part


def of_person(by: Actor, person_id: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for part in PARTS:
        told |= part(by, person_id)
    return told


def describes_people(describe: Describer) -> Describer:
    """Register what says in a few words what each of some people does."""
    DESCRIBERS.append(describe)
    return describe
