"""Asking colleagues in by mail."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.accounts.session import digest, new_token
from grappe.foundation.actor import Actor
from grappe.foundation.addresses import normal
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.mail import mail
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.organisations.models import ADMINISTRATOR, STAFF, Invitation, Membership, Organisation
from grappe.organisations.queries import still_open

LASTS = dt.timedelta(days=14)
MOST = 50
INVITED, IN_TEAM, ALREADY, NO_ADDRESS = "invited", "in_team", "already", "no_address"


@dataclass(frozen=True)
class Line:
    """What became of one pasted address."""

    written: str
    outcome: str


def pieces(text: str) -> list[str]:
    """Addresses pasted from anywhere: by line, comma, semicolon or space, with names or without."""
    named = re.sub(r'"[^"\n]*"', " ", text)
    found = [found for line in re.split(r"[,;\n\t]", named) for found in addresses(line)]
    return list(dict.fromkeys(found))


def addresses(line: str) -> list[str]:
    """Those of a line; what cannot be one is kept whole, to be shown as it was written."""
    bracketed = re.findall(r"<([^<>]*)>", line)
    words = bracketed or [word for word in line.split() if "@" in word]
    found = [word.strip()[:300] for word in words] or [line.strip()[:300]]
    return [word for word in found if word]


def invite(by: Actor, organisation: Organisation, text: str, role: str) -> list[Line]:
    """Send a link to each address in `text`; tells what became of each."""
    found = pieces(text)
    if not found:
        raise Invalid(N_("Paste at least one address."), field="addresses")
    if len(found) > MOST:
        raise Invalid(N_("At most %(most)s addresses at once: these are %(count)s."),
                      field="addresses", most=MOST, count=len(found))  # fmt: skip
    limit("organisations.invite", organisation.id, "200/day", cost=len(found))
    return send_invitations(by, organisation, found, role)


@operation
def send_invitations(
    by: Actor, organisation: Organisation, written: list[str], role: str
) -> list[Line]:
    """Members and those who have an open invitation get none. No line tells who has an account."""
    require(by, "organisations.invite", organisation)
    lock(organisation)
    if role not in (ADMINISTRATOR, STAFF):
        raise Invalid(N_("Choose one of the roles."), field="role")
    outcomes: dict[str, str] = {}
    lines = []
    for piece in written:
        email = normal(piece)
        if email is None:
            lines.append(Line(piece, NO_ADDRESS))
        elif email not in outcomes:
            outcomes[email] = ask(by, organisation, email, role)
            lines.append(Line(email, outcomes[email]))
    return lines


def ask(by: Actor, organisation: Organisation, email: str, role: str) -> str:
    member = select(Membership.id).join(Person, Person.id == Membership.person_id)
    inside = member.where(
        Membership.organisation_id == organisation.id, Membership.until.is_(None),
        Person.email == email,
    )  # fmt: skip
    if db.session.scalar(inside):
        return IN_TEAM
    asked = select(Invitation.id).where(
        Invitation.organisation_id == organisation.id, Invitation.email == email, still_open()
    )
    if db.session.scalar(asked):
        return ALREADY
    invitation = Invitation(
        organisation_id=organisation.id, email=email, role=role, invited_by_id=by.person_id
    )
    token = renew(invitation)
    db.session.add(invitation)
    db.session.flush()
    write(by, organisation.name, invitation, token)
    deed(by, "organisations.invited", organisation, invitation=invitation.id, role=role)
    return INVITED


def renew(invitation: Invitation) -> str:
    """A new link; the one sent before opens nothing any more."""
    token = new_token()
    invitation.digest = digest(token)
    invitation.sent_at = utc_now()
    invitation.expires_at = invitation.sent_at + LASTS
    return token


def write(by: Actor, organisation: str, invitation: Invitation, token: str) -> None:
    """In the language of the person if there is one, else in that of who invites."""
    known = db.session.scalar(select(Person.locale).where(Person.email == invitation.email))
    mail(invitation.email, known or by.locale, "organisations/invitation", name=by.name,
         organisation=organisation, token=token)  # fmt: skip


def resend(by: Actor, invitation: Invitation) -> None:
    limit("organisations.resend", invitation.id, "5/hour")
    send_again(by, invitation)


@operation
def send_again(by: Actor, invitation: Invitation) -> None:
    """Also one that has run out; not one that was taken up or withdrawn."""
    require(by, "organisations.manage_invitation", invitation)
    lock(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict
    token = renew(invitation)
    write(by, invitation.organisation.name, invitation, token)


@operation
def revoke(by: Actor, invitation: Invitation) -> None:
    require(by, "organisations.manage_invitation", invitation)
    lock(invitation)
    if invitation.accepted_at:
        raise Conflict
    invitation.revoked_at = invitation.revoked_at or utc_now()
