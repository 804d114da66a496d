"""What the clock does: reminds those who come, nudges those who bring nothing, counts heads.

Each is a task that names the date it was promised for. A date that moves makes new promises, and
the old ones find that they are no longer meant. What is told is a deed, of which the same
transaction makes sure that it is not there yet: a task done twice tells once.
"""

import datetime as dt
from typing import Any

from sqlalchemy import select

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import later, task

from ...models import PLANNED, WITHDRAWN, Point, Registration, Session
from .heads import active, enough, known, stamp

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
COUNTED = dt.timedelta(hours=48)
NUDGED = 3  # working days before the call for pitches ends


def promise(session: Session) -> None:
    """Promise what the dates of the plan ask for; what is due already is left out."""
    if session.state != PLANNED:
        return
    start = session.starts_at
    if start is not None:
        ahead(session, "sessions.remind_day", start, start - DAY)
        ahead(session, "sessions.remind_hour", start, start - HOUR)
        if session.minimum:
            ahead(session, "sessions.count", start, start - COUNTED)
    if session.pitches_until is not None:
        until = session.pitches_until
        ahead(session, "sessions.nudge", until, working_days_before(until, NUDGED))


def ahead(session: Session, kind: str, date: dt.datetime, due: dt.datetime) -> None:
    if due <= utc_now():
        return
    payload = {"session": session.id, "date": stamp(date)}
    later(kind, payload, due=due, key=f"{kind}:{session.id}:{stamp(date)}")


def working_days_before(moment: dt.datetime, days: int) -> dt.datetime:
    while days:
        moment -= DAY
        days -= moment.weekday() < 5
    return moment


@task("sessions.remind_day")
def a_day_before(said: dict[str, Any]) -> None:
    remind(SYSTEM, said["session"], said["date"], "sessions.tomorrow")


@task("sessions.remind_hour")
def an_hour_before(said: dict[str, Any]) -> None:
    remind(SYSTEM, said["session"], said["date"], "sessions.soon")


@task("sessions.count")
def two_days_before(said: dict[str, Any]) -> None:
    count(SYSTEM, said["session"], said["date"])


@task("sessions.nudge")
def before_pitches_end(said: dict[str, Any]) -> None:
    nudge(SYSTEM, said["session"], said["date"])


@operation
def remind(by: Actor, session_id: int, date: str, verb: str) -> bool:
    """Tell everybody who has a place, once for each date."""
    require(by, "sessions.follow")
    session = held(session_id)
    if session is None or session.starts_at is None or stamp(session.starts_at) != date:
        return False
    if session.starts_at <= utc_now() or known(session, verb, date):
        return False
    deed(by, verb, session, date=date, starts_at=session.starts_at.isoformat())
    now = utc_now()
    for row in db.session.scalars(select(Registration).where(active(session))):
        row.reminded_at = now
    return True


@operation
def count(by: Actor, session_id: int, date: str) -> bool:
    """Tell the organisers, two days before, that too few people come."""
    require(by, "sessions.follow")
    session = held(session_id)
    if session is None or session.starts_at is None or stamp(session.starts_at) != date:
        return False
    if enough(session) or known(session, "sessions.too_few", date):
        return False
    deed(by, "sessions.too_few", session, date=date)
    return True


@operation
def nudge(by: Actor, session_id: int, date: str) -> bool:
    """Tell those who come for an organisation that pitches nothing; once."""
    require(by, "sessions.follow")
    session = held(session_id)
    if session is None or session.pitches_until is None or stamp(session.pitches_until) != date:
        return False
    if session.pitches_until <= utc_now() or known(session, "sessions.nudged"):
        return False
    people = list(db.session.scalars(bringing_nothing(session)))
    if people:
        deed(by, "sessions.nudged", session, people=people)
    return bool(people)


def bringing_nothing(session: Session) -> Any:
    brought = select(Point.organisation_id).where(
        Point.session_id == session.id, Point.call_id.is_not(None), Point.state != WITHDRAWN,
        Point.organisation_id.is_not(None),
    )  # fmt: skip
    coming = select(Registration.person_id).where(
        active(session), Registration.organisation_id.not_in(brought),
        Registration.organisation_id != session.organisation_id,
    )  # fmt: skip
    return coming.order_by(Registration.person_id)


def held(session_id: int) -> Session | None:
    """The session with its row locked, while it is being planned."""
    session = db.session.get(Session, session_id)
    if session is None:
        return None
    lock(session)
    return session if session.state == PLANNED else None
