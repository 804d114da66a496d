"""Who comes: registering, giving the place back, moving up from the waiting list."""

from sqlalchemy import ColumnElement, Select, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push
from grappe.organisations.models import Membership
from grappe.rooms.models import MEMBER, SECRETARY, Room, RoomMember
from grappe.rooms.operations import membership as rooms

from ...models import (
    LIVE,
    NETWORK,
    PLANNED,
    REGISTERED,
    WAITING,
    Registration,
    Session,
    SessionHost,
)  # fmt: skip
from .heads import active, counted_again, places_left


@operation
def register(by: Actor, session: Session) -> Registration:
    """Say that one comes, for the organisation one acts for. Without a place left one waits; a
    second asking finds the first, and changes for whom."""
    require(by, "sessions.register", session)
    lock(session)
    if session.state not in (PLANNED, LIVE):
        raise Conflict(N_("This session is over."))
    mine = select(Registration).where(
        Registration.session_id == session.id, Registration.person_id == by.person_id
    )
    row = db.session.scalars(mine).one_or_none()
    if row is not None and row.withdrawn_at is None:
        if row.organisation_id != by.organisation_id:
            assert by.organisation_id is not None  # noqa: S101  the rule has said so
            row.organisation_id = by.organisation_id
            seat(session, row)
            told(session, row.person_id)
        return row
    return entered(by, session, row)


def entered(by: Actor, session: Session, given_back: Registration | None) -> Registration:
    """A new row: whoever comes back waits behind those who have waited meanwhile."""
    came_at = given_back.came_at if given_back else None
    if given_back is not None:
        db.session.delete(given_back)
        db.session.flush()
    full = places_left(session) == 0
    row = Registration(
        session_id=session.id, person_id=by.person_id, organisation_id=by.organisation_id,
        state=WAITING if full else REGISTERED, came_at=came_at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    seat(session, row)
    deed(by, "sessions.registered", session, person=by.person_id, state=row.state)
    counted_again(by, session)
    told(session, row.person_id)
    return row


def seat(session: Session, row: Registration) -> None:
    """Into the session's own room; those who organise it help to run that. A room that was there
    before keeps its own door."""
    if session.visibility != NETWORK or row.state != REGISTERED:
        return
    room = db.session.get_one(Room, session.room_id)
    there = rooms.active_member(room, row.person_id)
    hosts = select(SessionHost.organisation_id).where(
        SessionHost.session_id == session.id, SessionHost.accepted_at.is_not(None)
    )
    organisers = {session.organisation_id, *db.session.scalars(hosts)}
    runs = row.organisation_id in organisers
    role = SECRETARY if runs else MEMBER
    if there is not None and there.role != MEMBER and runs:
        role = there.role
    rooms.admit(room, row.person_id, row.organisation_id, role)


@operation
def unregister(by: Actor, session: Session) -> None:
    """Give the place back; whoever waits longest gets it."""
    require(by, "sessions.unregister", session)
    lock(session)
    mine = select(Registration).where(active(session), Registration.person_id == by.person_id)
    row = db.session.scalars(mine).one_or_none()
    if row is not None:
        give_back(by, session, row)


def give_back(by: Actor, session: Session, row: Registration) -> None:
    row.withdrawn_at = utc_now()
    if session.visibility == NETWORK:
        room = db.session.get_one(Room, session.room_id)
        there = rooms.active_member(room, row.person_id)
        if there is not None and there.role == MEMBER:
            rooms.dismiss(room, row.person_id)
    access_shrank()
    deed(by, "sessions.unregistered", session, person=row.person_id)
    told(session, row.person_id)
    move_up(by, session)


def move_up(by: Actor, session: Session) -> None:
    """Give free places to those who have waited longest. The caller holds the session's row."""
    if session.state not in (PLANNED, LIVE):
        return
    left = places_left(session)
    waiting = select(Registration).where(active(session), Registration.state == WAITING)
    waiting = waiting.order_by(Registration.id).limit(left)
    for row in db.session.scalars(waiting).all():
        row.state = REGISTERED
        seat(session, row)
        deed(by, "sessions.moved_up", session, person=row.person_id)
        told(session, row.person_id)


@operation
def left_organisation(by: Actor, organisation_id: int) -> None:
    """Whoever no longer works for the organisation does not come for it either."""
    require(by, "sessions.follow")
    for session in db.session.scalars(losing(organisation_id)).all():
        lock(session)
        stale = select(Registration).where(
            active(session), Registration.organisation_id == organisation_id, ~works_there()
        )
        for row in db.session.scalars(stale).all():
            give_back(by, session, row)


def losing(organisation_id: int) -> Select[Session]:
    """The sessions concerned, always in one order: two such runs cannot wait for each other."""
    stale = select(Registration.session_id).where(
        Registration.organisation_id == organisation_id, Registration.withdrawn_at.is_(None),
        ~works_there(),
    )  # fmt: skip
    open_ones = Session.state.in_((PLANNED, LIVE))
    return select(Session).where(Session.id.in_(stale), open_ones).order_by(Session.id)


def works_there() -> ColumnElement[bool]:
    works = select(Membership.id).where(
        Membership.person_id == Registration.person_id,
        Membership.organisation_id == Registration.organisation_id, Membership.until.is_(None),
    )  # fmt: skip
    return works.correlate(Registration).exists()


def told(session: Session, person_id: int) -> None:
    push(f"sessions/{session.id}")
    push(f"people/{person_id}")


def seat_again(session: Session, room: Room, organisation_id: int) -> None:
    """The people of an organisation that no longer organises: who has a place keeps that."""
    there = select(RoomMember.person_id).where(
        RoomMember.room_id == room.id, RoomMember.organisation_id == organisation_id,
        RoomMember.left_at.is_(None),
    )  # fmt: skip
    coming = select(Registration.person_id).where(active(session), Registration.state == REGISTERED)
    registered = set(db.session.scalars(coming))
    for person in db.session.scalars(there).all():
        if person in registered:
            rooms.admit(room, person, organisation_id, MEMBER)
        else:
            rooms.dismiss(room, person)
