"""Taking up an invitation."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.accounts.operations.joining import Applicant, admit
from grappe.accounts.operations.sessions import begin
from grappe.accounts.session import digest
from grappe.foundation import passwords
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.visits import Visit
from grappe.organisations.models import Invitation, Membership
from grappe.organisations.queries import OVER, invitation_of

from .acting import choose


@dataclass(frozen=True)
class Newcomer:
    """What somebody without an account says when taking up an invitation."""

    name: str
    password: str
    locale: str


def take(token: str) -> Invitation:
    """Inside an operation: the invitation, held until the commit so that it is taken up once."""
    invitation = invitation_of(token)
    if invitation is None:
        raise Invalid(OVER)
    lock(invitation)
    if invitation.digest != digest(token) or invitation.revoked_at or invitation.accepted_at:
        raise Invalid(OVER)
    return invitation


@operation
def accept(by: Actor, token: str) -> Membership:
    """Join with the account one is signed in to: only the invited address may. Sending it twice
    makes one membership."""
    require(by, "signed_in")
    former = taken_up(by, token)
    if former is not None:
        return former
    invitation = take(token)
    if invitation.email != by.email:
        raise Invalid(N_("This invitation is for another address."))
    person = db.session.get_one(Person, by.person_id)
    return join(by, invitation, person, by.sign_in_id)


def taken_up(by: Actor, token: str) -> Membership | None:
    """The membership that this very person has by this very link already."""
    found = (
        select(Membership)
        .join(Invitation, Invitation.organisation_id == Membership.organisation_id)
        .where(
            Invitation.digest == digest(token), Invitation.accepted_at.is_not(None),
            Invitation.email == by.email, Membership.person_id == by.person_id,
            Membership.until.is_(None),
        )
    )  # fmt: skip
    return db.session.scalars(found).first()


def register(by: Actor, token: str, newcomer: Newcomer, visit: Visit) -> tuple[str, int]:
    """Make an account for the invited address and join; gives a session's token and the person."""
    limit("organisations.invitation", visit.network, "30/10 minutes")
    invitation = invitation_of(token)
    if invitation is None:
        raise Invalid(OVER)
    passwords.refuse_guessable(newcomer.password, invitation.email, newcomer.name)
    hashed = passwords.hashed(newcomer.password)
    return register_and_join(by, token, Newcomer(newcomer.name, hashed, newcomer.locale), visit)


@operation
def register_and_join(by: Actor, token: str, newcomer: Newcomer, visit: Visit) -> tuple[str, int]:
    """Who holds the link has read the mail: the address is confirmed by it."""
    require(by, "public")
    invitation = take(token)
    known = select(Person.id).where(
        Person.email == invitation.email, Person.confirmed_at.is_not(None)
    )
    if db.session.scalar(known):
        raise Invalid(N_("This address has an account: sign in with it, then accept."))
    person = admit(
        by, Applicant(invitation.email, newcomer.name, newcomer.password, newcomer.locale)
    )
    join(by, invitation, person, None)
    return begin(by, person, visit), person.id


def join(by: Actor, invitation: Invitation, person: Person, sign_in_id: int | None) -> Membership:
    lock(invitation.organisation)
    mine = select(Membership).where(
        Membership.person_id == person.id, Membership.until.is_(None),
        Membership.organisation_id == invitation.organisation_id,
    )  # fmt: skip
    membership = db.session.scalars(mine).one_or_none()
    if membership is None:
        membership = Membership(person_id=person.id, organisation_id=invitation.organisation_id,
                                role=invitation.role)  # fmt: skip
        db.session.add(membership)
    invitation.accepted_at = utc_now()
    db.session.flush()
    membership.chosen_at = utc_now()
    if sign_in_id:
        choose(sign_in_id, membership)
    who = replace(by, person_id=person.id, organisation_id=membership.organisation_id)
    deed(who, "organisations.joined", invitation.organisation, person=person.id)
    return membership
