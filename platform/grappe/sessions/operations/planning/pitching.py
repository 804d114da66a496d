"""Pitches: whoever runs a call offers to present it at a session.

A pitch does not open its call to anybody: its own words are the name of the organisation, and the
call's title is asked for each reader by the call's own rule.
"""

from sqlalchemy import func, select

from grappe.calls.models import Call
from grappe.calls.queries import choices
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ...models import LIVE, OFFERED, PITCH, PLANNED, SET, WITHDRAWN, Point, Session
from .ordering import in_order, renumber
from .writing import changed

USUAL = 6  # minutes
MOST = 40


def pitch_of(session: Session, call: Call) -> Point | None:
    found = select(Point).where(
        Point.session_id == session.id, Point.call_id == call.id, Point.state != WITHDRAWN
    )
    return db.session.scalars(found).one_or_none()


@operation
def pitch(by: Actor, session: Session, call: Call, presenter_id: int | None = None) -> Point:
    """Offer the call. A second offer of the same call finds the first."""
    require(by, "sessions.pitch", session)
    require(by, "calls.edit", call)
    lock(session)
    known = pitch_of(session, call)
    if known is not None:
        return known
    need_call(session, call)
    presenter = presenter_id or by.person_id
    if presenter not in {row.id for row in choices.colleagues(call.organisation_id)}:
        raise Invalid(N_("Choose a colleague who presents it."), field="presenter")
    point = Point(
        session_id=session.id, kind=PITCH, state=OFFERED, title=by.organisation_name[:200],
        minutes=USUAL, call_id=call.id, organisation_id=call.organisation_id,
        presenter_id=presenter,
    )  # fmt: skip
    db.session.add(point)
    db.session.flush()
    deed(by, "sessions.pitched", session, point=point.id)
    both(session, call.id)
    return point


def need_call(session: Session, call: Call) -> None:
    """Whether the session takes pitches now, and of this call."""
    until = session.pitches_until
    if session.state not in (PLANNED, LIVE) or until is None or until <= utc_now():
        raise Conflict(N_("This session takes no more pitches."))
    if call.state != "open":
        raise Conflict(N_("Only an open call can be pitched."))
    many = select(func.count(Point.id)).where(
        Point.session_id == session.id, Point.kind == PITCH, Point.state != WITHDRAWN
    )
    if (db.session.scalar(many) or 0) >= MOST:
        raise Conflict(N_("This session takes no more pitches."))


@operation
def withdraw_pitch(by: Actor, point: Point) -> None:
    """Take one's own pitch back, also out of the running order."""
    require(by, "sessions.withdraw_pitch", point)
    session = db.session.get_one(Session, point.session_id)
    lock(session)
    lock(point)
    if point.state == WITHDRAWN:
        return
    if session.state not in (PLANNED, LIVE) or session.point_id == point.id or point.done_at:
        raise Conflict(N_("It has been presented already."))
    was_set = point.state == SET
    point.state = WITHDRAWN
    if was_set:
        db.session.flush()
        renumber(in_order(session))
        session.plan_version += 1
        session.version += 1
        deed(by, "sessions.pitch_withdrawn", session, point=point.id)
    both(session, point.call_id)


def both(session: Session, call_id: int | None) -> None:
    changed(session)
    if call_id is not None:
        push(f"calls/{call_id}")
