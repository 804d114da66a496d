"""The running order: points in a row, under one version of the plan."""

from collections.abc import Sequence

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import tidy

from ...models import BREAK, CANCELLED, CLOSED, OFFERED, PITCH, SET, TALK, Point, Session
from .writing import changed, overtake

MOST = 60
LONGEST = 480
RUNNING = N_("This point is being talked about: finish it first.")


def in_order(session: Session) -> list[Point]:
    found = select(Point).where(Point.session_id == session.id, Point.state == SET)
    return list(db.session.scalars(found.order_by(Point.position, Point.id)))


@operation
def add_point(by: Actor, session: Session, seen: int, kind: str, title: str, minutes: int) -> Point:
    """A talk or a break, at the end."""
    require(by, "sessions.manage", session)
    overtake(session, seen)
    need_open(session)
    title = tidy(title)
    if kind not in (TALK, BREAK):
        raise Invalid(N_("Choose what kind of point it is."), field="kind")
    if not title or len(title) > 200:
        raise Invalid(N_("Say in a few words what it is."), field="title")
    there = in_order(session)
    if len(there) >= MOST:
        raise Invalid(N_("A session has at most %(most)s points."), field="title", most=MOST)
    point = Point(session_id=session.id, kind=kind, title=title, minutes=timed(minutes))
    db.session.add(point)
    db.session.flush()
    renumber([*there, point])
    done(session)
    return point


@operation
def amend_point(by: Actor, point: Point, seen: int, title: str, minutes: int) -> None:
    """Its words and minutes; the words of a pitch are its call's."""
    require(by, "sessions.manage_point", point)
    session = held(point, seen)
    title = tidy(title)
    if point.kind != PITCH:
        if not title or len(title) > 200:
            raise Invalid(N_("Say in a few words what it is."), field="title")
        point.title = title
    point.minutes = timed(minutes)
    done(session)


@operation
def move_point(by: Actor, point: Point, seen: int, steps: int) -> None:
    """One place up or down; at the ends it stays."""
    require(by, "sessions.manage_point", point)
    session = held(point, seen)
    row = in_order(session)
    here = row.index(next(p for p in row if p.id == point.id)) if point.state == SET else None
    if here is None:
        raise Invalid(N_("This pitch is not in the running order."))
    there = min(max(here + steps, 0), len(row) - 1)
    if there == here:
        return
    row.insert(there, row.pop(here))
    renumber(row)
    done(session)


@operation
def order_points(by: Actor, session: Session, seen: int, ids: Sequence[int]) -> None:
    """The whole row as it was laid out by hand; it must name every point once."""
    require(by, "sessions.manage", session)
    overtake(session, seen)
    need_open(session)
    row = {point.id: point for point in in_order(session)}
    if len(ids) != len(row) or set(ids) != row.keys():
        raise Conflict(N_("The running order has changed in the meantime."))
    renumber([row[n] for n in ids])
    done(session)


@operation
def set_pitch(by: Actor, point: Point, seen: int, on: bool) -> None:
    """Take an offered pitch into the running order, at the end; or put it back."""
    require(by, "sessions.manage_point", point)
    session = held(point, seen)
    if point.kind != PITCH or point.state not in (OFFERED, SET):
        raise Conflict(N_("This pitch has been withdrawn."))
    if (point.state == SET) == on:
        return
    there = [p for p in in_order(session) if p.id != point.id]
    point.state = SET if on else OFFERED
    renumber([*there, point] if on else there)
    done(session)


@operation
def remove_point(by: Actor, point: Point, seen: int) -> None:
    """Take a talk or a break out. A pitch is put back, not thrown away: it is somebody else's."""
    require(by, "sessions.manage_point", point)
    session = held(point, seen)
    if point.kind == PITCH:
        raise Invalid(N_("A pitch is put back, or withdrawn by whoever offered it."))
    there = [p for p in in_order(session) if p.id != point.id]
    db.session.delete(point)
    db.session.flush()
    renumber(there)
    done(session)


def held(point: Point, seen: int) -> Session:
    session = db.session.get_one(Session, point.session_id)
    overtake(session, seen)
    need_open(session)
    lock(point)
    if session.point_id == point.id:
        raise Conflict(RUNNING)
    return session


def need_open(session: Session) -> None:
    if session.state in (CLOSED, CANCELLED):
        raise Conflict(N_("This session is over: its plan stays as it was."))


def timed(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST:
        raise Invalid(N_("A point takes between 1 and %(most)s minutes."), field="minutes",
                      most=LONGEST)  # fmt: skip
    return minutes


def renumber(row: Sequence[Point]) -> None:
    for place, point in enumerate(row, 1):
        point.position = place


def done(session: Session) -> None:
    session.plan_version += 1
    session.version += 1
    changed(session)
