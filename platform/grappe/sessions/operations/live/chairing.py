"""Where a session stands: its point and the clock of everybody. The server's time is the time."""

import datetime as dt

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ...models import SET, Point, Session
from .turn import point_of, turn

MOST = 12 * 3600  # seconds on a clock
NO_POINT = N_("There is no further point in this direction.")


@operation
def go_on(by: Actor, session: Session, seen: int, steps: int) -> None:
    """To the next point (1) or back to the one before (-1); the first when none was reached yet."""
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    order = select(Point.id).where(Point.session_id == session.id, Point.state == SET)
    ids = list(db.session.scalars(order.order_by(Point.position, Point.id)))
    at = ids.index(session.point_id) + steps if session.point_id in ids else 0
    if not 0 <= at < len(ids):
        raise Invalid(NO_POINT)
    move(session, point_of(session, ids[at]))


@operation
def jump(by: Actor, session: Session, seen: int, point_id: int) -> None:
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    move(session, point_of(session, point_id))


def move(session: Session, point: Point) -> None:
    """The time the last point has taken is kept; the new one's clock stands until it is started."""
    settle(session)
    now = utc_now()
    session.point_id, session.left = point.id, point.minutes * 60 - point.spent
    point.started_at, point.done_at = point.started_at or now, None


def settle(session: Session) -> None:
    """The point is done, for now: what it has taken is kept, and the clock stands."""
    now = utc_now()
    last = db.session.get(Point, session.point_id) if session.point_id is not None else None
    if last is not None:
        last.spent, last.done_at = spent(session, last, now), now
    session.ends_at = session.running_since = None


def spent(session: Session, point: Point, now: dt.datetime) -> int:
    """Seconds that a point has taken. While the clock runs they count from `running_since`."""
    if session.running_since is None:
        return point.spent
    return point.spent + max(0, int((now - session.running_since).total_seconds()))


@operation
def start(by: Actor, session: Session, seen: int) -> None:
    """Let the clock run on with what is left."""
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    if session.ends_at is None:
        now = utc_now()
        session.ends_at = now + dt.timedelta(seconds=session.left or 0)
        session.running_since, session.left = now, None


@operation
def pause(by: Actor, session: Session, seen: int) -> None:
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    if session.ends_at is None:
        return
    now = utc_now()
    point = db.session.get(Point, session.point_id) if session.point_id else None
    if point is not None:
        point.spent = spent(session, point, now)
    session.left = round((session.ends_at - now).total_seconds())
    session.ends_at = session.running_since = None


@operation
def more_time(by: Actor, session: Session, seen: int, seconds: int = 60) -> None:
    """Another minute, from the end that was set or from now when it is over."""
    require(by, "sessions.manage", session)
    turn(by, session, seen)
    now = utc_now()
    if session.ends_at is not None:
        latest = now + dt.timedelta(seconds=MOST)
        session.ends_at = min(max(session.ends_at, now) + dt.timedelta(seconds=seconds), latest)
    else:
        session.left = min(max(session.left or 0, 0) + seconds, MOST)
