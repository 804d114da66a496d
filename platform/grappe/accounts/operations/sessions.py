"""Signing in and out. Sessions end here and nowhere else, so that open lines always hear of it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, delete, update

from grappe.accounts.models import Person, SignIn
from grappe.accounts.queries import Credentials, credentials
from grappe.accounts.session import digest, new_token
from grappe.foundation import passwords
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, touched, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import access_shrank
from grappe.foundation.operations import in_operation, operation
from grappe.foundation.policy import require
from grappe.foundation.visits import Visit

Beginning = Callable[[SignIn], None]
_beginnings: list[Beginning] = []


def when_session_begins(do: Beginning) -> Beginning:
    """Register what an upper slice adds to a new session, in the same transaction."""
    _beginnings.append(do)
    return do


def prove(email: str, password: str, visit: Visit) -> Credentials:
    """The account that address and password open; Invalid, in the same words and time, for none."""
    limit("accounts.sign_in.place", visit.network, "30/5 minutes")
    found = credentials(email)
    # A browser that has been in before has an allowance of its own, so that a stranger who uses
    # up everybody else's does not lock the owner out.
    knows = found is not None and found.id == visit.known_for
    limit("accounts.sign_in.known" if knows else "accounts.sign_in.account", email, "10/10 minutes")
    if not passwords.matches(found.password if found else "", password) or found is None:
        raise Invalid(
            N_("This address and password do not go together. If you have just registered, first "
               "open the link in the mail we sent you."),
        )  # fmt: skip
    return found


def sign_in(by: Actor, email: str, password: str, visit: Visit) -> tuple[str, int]:
    """Prove who one is and begin a session; gives its token and the person's id."""
    proof = prove(email, password, visit)
    renewed = passwords.hashed(password) if passwords.outdated(proof.password) else ""
    return enter(by, proof, visit, renewed), proof.id


@operation
def enter(by: Actor, proof: Credentials, visit: Visit, renewed: str = "") -> str:
    """A session for whom `proof` is about, unless the password has changed since it was given."""
    require(by, "public")
    person = db.session.get_one(Person, proof.id, with_for_update=True)
    if person.password != proof.password or not person.active:
        raise Invalid(N_("This has just changed. Sign in again."))
    person.password = renewed or person.password
    return begin(by, person, visit)


def begin(by: Actor, person: Person, visit: Visit) -> str:
    """Inside an operation: a session with a new token; the one the browser had ends."""
    if not in_operation():
        raise RuntimeError("begin() is for use inside an @operation")
    if by.sign_in_id:
        drop(SignIn.id == by.sign_in_id)
    token = new_token()
    session = SignIn(digest=digest(token), person_id=person.id, device=visit.device[:200],
                     address=visit.address[:64], expires_at=utc_now() + visit.lasts)  # fmt: skip
    db.session.add(session)
    db.session.flush()
    for do in _beginnings:
        do(session)
    return token


def drop(*which: ColumnElement[bool]) -> int:
    """Inside an operation: end the sessions that fit, open lines included; gives how many."""
    ended = touched(db.session.execute(delete(SignIn).where(*which)))
    if ended:
        access_shrank()
    return ended


@operation
def sign_out(by: Actor) -> None:
    require(by, "signed_in")
    drop(SignIn.id == by.sign_in_id)


@operation
def end(by: Actor, session: SignIn) -> None:
    """End one of one's own sessions, on whatever device it is."""
    require(by, "accounts.end_sign_in", session)
    drop(SignIn.id == session.id)


@operation
def end_others(by: Actor) -> int:
    """End all of one's own sessions but the one this comes from."""
    require(by, "signed_in")
    return drop(SignIn.person_id == by.person_id, SignIn.id != (by.sign_in_id or 0))


@operation
def touch(by: Actor) -> None:
    """Remember that the session is in use."""
    require(by, "signed_in")
    db.session.execute(update(SignIn).where(SignIn.id == by.sign_in_id).values(used_at=utc_now()))
