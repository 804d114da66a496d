"""Passwords that are forgotten or changed. Either way all other sessions are over."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from grappe.accounts.models import Person, SignIn
from grappe.accounts.queries import OVER, open_link, own_credentials
from grappe.accounts.session import digest
from grappe.foundation import passwords
from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.mail import mail
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import later, task
from grappe.foundation.visits import Visit

from . import links
from .sessions import begin, drop

RESET = "reset"
TO_RESET = dt.timedelta(hours=1)


def ask_reset(by: Actor, email: str, place: str) -> None:
    """Promise a link to `email` if it has an account. Nothing here depends on whether it has."""
    limit("accounts.reset.place", place, "20/hour")
    limit("accounts.reset.address", email, "5/hour")
    promise_reset(by, email)


@operation
def promise_reset(by: Actor, email: str) -> None:
    require(by, "public")
    later("accounts.send_reset", {"email": email})


@task("accounts.send_reset")
def send_reset(said: dict[str, Any]) -> None:
    """The worker looks whether there is such an account: the door must not take longer for some."""
    issue_reset(SYSTEM, said["email"])


@operation
def issue_reset(by: Actor, email: str) -> None:
    """The former link dies with the new one."""
    require(by, "accounts.tend")
    found = select(Person).where(
        Person.email == email, Person.confirmed_at.is_not(None), Person.suspended_at.is_(None)
    )
    person = db.session.scalars(found).one_or_none()
    if person is not None:
        links.forget(person, RESET)
        token = links.issue(person, RESET, TO_RESET)
        mail(person.email, person.locale, "accounts/reset", name=person.name, token=token)


def recover(by: Actor, token: str, password: str, visit: Visit) -> str:
    """Choose a new password by a link; gives the token of a new session."""
    link = open_link(token, RESET)
    if link is None:
        raise Invalid(OVER)
    passwords.refuse_guessable(password, link.person.email, link.person.name)
    return reset(by, token, passwords.hashed(password), visit)


@operation
def reset(by: Actor, token: str, password: str, visit: Visit) -> str:
    require(by, "public")
    link = links.take(token, RESET)
    person = db.session.get_one(Person, link.person_id)
    if not person.active:
        raise Invalid(OVER)
    session = begin(by, person, visit)
    renew(person, password, SignIn.digest != digest(session))
    return session


def renew(person: Person, password: str, *but: Any) -> None:
    """Inside an operation: set the new password, close all other ways in, tell its owner."""
    person.password = password
    db.session.flush()
    drop(SignIn.person_id == person.id, *but)
    links.forget(person, RESET, "address")
    mail(person.email, person.locale, "accounts/password_changed", name=person.name)


def change(by: Actor, current: str, new: str, place: str) -> None:
    """Change one's own password, knowing the one in use."""
    proof = prove_again(by, current, place)
    passwords.refuse_guessable(new, by.email, by.name, field="new")
    change_password(by, proof, passwords.hashed(new))


def prove_again(by: Actor, password: str, place: str) -> str:
    """The kept hash of one's own password, once one has shown to know it."""
    limit("accounts.prove", f"{by.person_id}", "10/10 minutes")
    limit("accounts.prove.place", place, "30/10 minutes")
    kept = own_credentials(by).password
    if not passwords.matches(kept, password):
        raise Invalid(N_("This is not your present password."), field="current")
    return kept


@operation
def change_password(by: Actor, proof: str, password: str) -> None:
    require(by, "signed_in")
    person = db.session.get_one(Person, by.person_id, with_for_update=True)
    if person.password != proof:
        raise Conflict
    renew(person, password, SignIn.id != (by.sign_in_id or 0))
