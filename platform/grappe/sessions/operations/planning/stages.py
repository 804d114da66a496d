"""From planned to live to closed; or called off."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import tidy
from grappe.foundation.watch import push
from grappe.rooms.models import Room
from grappe.rooms.operations import membership as rooms

from ...models import CANCELLED, CLOSED, LIVE, NETWORK, PLANNED, Registration, Session
from ..live.chairing import settle
from .heads import active


@operation
def open_session(by: Actor, session: Session) -> None:
    """It begins, for everybody who has its page open."""
    require(by, "sessions.manage", session)
    lock(session)
    if session.state == LIVE:
        return
    if session.state != PLANNED:
        raise Conflict(N_("This session is over."))
    now = utc_now()
    session.state, session.opened_at = LIVE, now
    session.starts_at = session.starts_at or now
    session.version += 1
    deed(by, "sessions.opened", session)
    told(session)


@operation
def close_session(by: Actor, session: Session) -> None:
    require(by, "sessions.manage", session)
    lock(session)
    if session.state == CLOSED:
        return
    if session.state != LIVE:
        raise Conflict(N_("Only a session that has begun can be closed."))
    session.state, session.closed_at = CLOSED, utc_now()
    settle(session)
    session.version += 1
    deed(by, "sessions.closed", session)
    told(session)


@operation
def cancel_session(by: Actor, session: Session, because: str) -> None:
    """Call it off, and say why: whoever registered reads it."""
    require(by, "sessions.manage", session)
    lock(session)
    because = tidy(because)
    if session.state == CANCELLED:
        return
    if session.state != PLANNED:
        raise Conflict(N_("This session has begun: close it."))
    if not because:
        raise Invalid(N_("Say why: whoever registered will read it."), field="because")
    session.state, session.cancelled_because = CANCELLED, because[:2000]
    session.plan_version += 1
    session.version += 1
    deed(by, "sessions.cancelled", session)
    if session.visibility == NETWORK:
        rooms.archive(by, db.session.get_one(Room, session.room_id))
    told(session)


def told(session: Session) -> None:
    """Whoever looks at it, and the dates on the home pages of those who come."""
    push(f"sessions/{session.id}")
    coming = select(Registration.person_id).where(active(session))
    for person in sorted(db.session.scalars(coming)):
        push(f"people/{person}")
