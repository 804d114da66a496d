"""Being there, and the order in which people speak: that in which they raised their hands."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ...models import LIVE, Hand, Session
from .turn import attend, turn


@operation
def come(by: Actor, session: Session) -> bool:
    """Say that one is there, once; every page that is opened says it again. True the first time."""
    require(by, "sessions.speak", session)
    lock(session)
    if session.state != LIVE or not attend(by, session):
        return False
    session.version += 1
    push(f"sessions/{session.id}")
    return True


@operation
def raise_hand(by: Actor, session: Session) -> None:
    require(by, "sessions.speak", session)
    turn(by, session)
    if up(session, by.person_id) is None:
        db.session.add(
            Hand(session_id=session.id, person_id=by.person_id, organisation_id=by.organisation_id)
        )


@operation
def lower(by: Actor, session: Session) -> None:
    """Take one's own hand down, or stop speaking."""
    require(by, "sessions.speak", session)
    turn(by, session)
    mine = up(session, by.person_id)
    if mine is not None:
        mine.done_at = utc_now()


@operation
def call_next(by: Actor, session: Session, seen: int) -> None:
    """Whoever speaks has done, and the next in the queue speaks."""
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    waiting = select(Hand).where(Hand.session_id == session.id, Hand.done_at.is_(None))
    now, following = utc_now(), None
    for hand in db.session.scalars(waiting.order_by(Hand.id)):
        if hand.called_at is not None:
            hand.done_at = now
        elif following is None:
            following = hand
    if following is not None:
        following.called_at = now


def up(session: Session, person_id: int) -> Hand | None:
    mine = Hand.session_id == session.id, Hand.person_id == person_id, Hand.done_at.is_(None)
    return db.session.scalars(select(Hand).where(*mine)).one_or_none()
