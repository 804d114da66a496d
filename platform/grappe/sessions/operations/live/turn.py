"""One act in a live session: under its lock, counted, told to everybody's page."""

from sqlalchemy import select, update

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_the, one, utc_now
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.operations import lock
from grappe.foundation.watch import push

from ...models import LIVE, SET, Point, Presence, Registration, Session

MOVED = N_("Somebody else was quicker. This is where the session stands now.")
OVER = N_("This session is not live, or no longer: nothing was changed.")


def turn(by: Actor, session: Session, seen: int | None = None) -> None:
    """Whoever decides from what they see says which version that was (`seen`)."""
    lock(session)
    if session.state != LIVE:
        raise Conflict(OVER)
    if seen is not None and seen != session.version:
        raise Conflict(MOVED)
    session.version += 1
    attend(by, session)
    push(f"sessions/{session.id}")


def attend(by: Actor, session: Session) -> bool:
    """The first sign of somebody, under the lock of the session. True when it is the first."""
    mine = Presence.session_id == session.id, Presence.person_id == by.person_id
    if db.session.scalar(select(Presence.person_id).where(*mine)) is not None:
        return False
    db.session.add(
        Presence(session_id=session.id, person_id=by.person_id, organisation_id=by.organisation_id)
    )
    coming = Registration.session_id == session.id, Registration.person_id == by.person_id
    first = update(Registration).where(*coming, Registration.came_at.is_(None))
    db.session.execute(first.values(came_at=utc_now()))
    return True


def point_of(session: Session, point_id: int) -> Point:
    """A point of this session's running order; Missing when there is none."""
    mine = is_the(Point.id, point_id), Point.session_id == session.id, Point.state == SET
    return one(select(Point).where(*mine))
