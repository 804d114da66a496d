"""Registering: an account comes to be when its address has been confirmed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation import passwords
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.limits import limit
from grappe.foundation.mail import mail
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from . import links

CONFIRM = "confirm"
TO_CONFIRM = dt.timedelta(days=3)


@dataclass(frozen=True)
class Applicant:
    """What somebody who registers says; `password` is the hash of it."""

    email: str
    name: str
    password: str
    locale: str


def apply(by: Actor, email: str, name: str, password: str, locale: str, place: str) -> None:
    """Register somebody. Whether the address has an account already, only its mailbox learns."""
    passwords.refuse_guessable(password, email, name)
    limit("accounts.register.place", place, "20/hour")
    limit("accounts.register.address", email, "5/hour")
    register(by, Applicant(email, name, passwords.hashed(password), locale))


@operation
def register(by: Actor, applicant: Applicant) -> None:
    """Keep what was said with the link that confirms it, so that a stranger who registers the
    same address in between changes nothing; to an address in use, say that it is in use."""
    require(by, "public")
    person = db.session.scalars(select(Person).where(Person.email == applicant.email)).one_or_none()
    if person is not None and person.confirmed_at is not None:
        mail(person.email, person.locale, "accounts/already", name=person.name)
        return
    if person is None:
        person = Person(email=applicant.email, name=applicant.name, locale=applicant.locale)
        db.session.add(person)
        db.session.flush()
    token = links.issue(person, CONFIRM, TO_CONFIRM, name=applicant.name,
                        password=applicant.password, locale=applicant.locale)  # fmt: skip
    mail(person.email, applicant.locale, "accounts/confirm", name=applicant.name, token=token)


def confirm_address(by: Actor, token: str, place: str) -> str:
    """Confirm by a link; nobody may try links one after another."""
    limit("accounts.confirm", place, "30/10 minutes")
    return confirm(by, token)


@operation
def confirm(by: Actor, token: str) -> str:
    """Open the account with the name and password that belong to this link; gives its address."""
    require(by, "public")
    link = links.take(token, CONFIRM)
    person = db.session.get_one(Person, link.person_id)
    if person.confirmed_at is None:
        person.name, person.password = link.data["name"], link.data["password"]
        person.locale, person.confirmed_at = link.data["locale"], utc_now()
    link.data = {}
    links.forget(person, CONFIRM)
    return person.email


@operation
def admit(by: Actor, applicant: Applicant) -> Person:
    """An account for an address that an invitation has confirmed already."""
    require(by, "public")
    person = db.session.scalars(select(Person).where(Person.email == applicant.email)).one_or_none()
    if person is None:
        person = Person(email=applicant.email)
        db.session.add(person)
    if person.confirmed_at is None:
        person.name, person.password = applicant.name, applicant.password
        person.locale, person.confirmed_at = applicant.locale, utc_now()
    db.session.flush()
    links.forget(person, CONFIRM)
    return person
