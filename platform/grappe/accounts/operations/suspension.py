"""The network closes an account for a time, and opens it again."""

from grappe.accounts.models import Person, SignIn
from grappe.foundation.actor import Actor
from grappe.foundation.db import utc_now
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from . import links
from .sessions import drop


@operation
def suspend(by: Actor, person: Person, reason: str) -> None:
    """Nothing opens for them any more: sessions, links and open lines end. Keeps the reason."""
    require(by, "accounts.suspend", person)
    lock(person)
    if person.suspended_at is not None:
        return
    person.suspended_at = utc_now()
    links.forget(person, "reset", "address")
    drop(SignIn.person_id == person.id)
    access_shrank()
    deed(by, "accounts.suspended", person, reason=reason)


@operation
def unsuspend(by: Actor, person: Person) -> None:
    require(by, "accounts.suspend", person)
    lock(person)
    if person.suspended_at is None:
        return
    person.suspended_at = None
    deed(by, "accounts.unsuspended", person)
