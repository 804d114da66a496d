"""Sessions for a calendar: one, or all of somebody's."""

import hashlib
from typing import Any

from sqlalchemy import or_, select

from grappe.accounts.models import Person
from grappe.foundation.actor import ANONYMOUS, Actor
from grappe.foundation.db import AnyRow, db
from grappe.foundation.policy import visible
from grappe.organisations.models import Membership
from grappe.organisations.session import acting

from ...models import Registration, Session, SessionFeed

MOST = 200


def calendar_of(by: Actor, session_id: int | None = None) -> list[AnyRow]:
    """What a calendar keeps of the sessions that `by` comes to (or of one), while they may be
    read; the conference link only for those who have a place."""
    linked: Any = visible(by, "sessions.link").label("linked")
    found = select(
        Session.id, Session.key, Session.title, Session.about, Session.state, Session.starts_at,
        Session.minutes, Session.timezone, Session.link, Session.plan_version, Session.created_at,
        linked,
    ).where(visible(by, "sessions.read"), Session.starts_at.is_not(None))  # fmt: skip
    if session_id is not None:
        found = found.where(Session.id == session_id)
    else:
        mine = select(Registration.session_id).where(
            Registration.person_id == by.person_id, Registration.withdrawn_at.is_(None)
        )
        found = found.where(or_(Session.id.in_(mine), Session.by_id == by.person_id))
    return list(db.session.execute(found.order_by(Session.starts_at.desc()).limit(MOST)))


def feed_owner(secret: str) -> Actor:
    """Whose calendar the secret opens, read afresh; nobody when it opens none."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = (
        select(SessionFeed.person_id, Membership.organisation_id)
        .join(Person, Person.id == SessionFeed.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == SessionFeed.person_id) & Membership.until.is_(None),
        )
        .where(
            SessionFeed.digest == digest, Person.suspended_at.is_(None),
            Person.confirmed_at.is_not(None),
        )
        .order_by(Membership.id)
        .limit(1)
    )  # fmt: skip
    row = db.session.execute(found).one_or_none()
    if row is None or row.organisation_id is None:
        return ANONYMOUS
    return acting(row.person_id, row.organisation_id) or ANONYMOUS


def has_feed(by: Actor) -> bool:
    found = select(SessionFeed.person_id).where(SessionFeed.person_id == by.person_id)
    return db.session.scalar(found) is not None
