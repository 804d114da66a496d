"""Keeping order in a room: slow mode, and muting somebody for a while."""

import datetime as dt

from sqlalchemy import delete, select

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid, Missing
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import later, task
from grappe.organisations.session import hold

from ..models import Mute, Room, RoomPace
from ..models.order import MUTED_FOR, SLOW
from ..policy import MANAGERS
from .membership import active_member, note_change
from .tracing import reasoned, trace

FREE = N_("Whoever runs the room is not muted there.")
TERM_ENDS = "rooms.mute_ends"


@operation
def slow_down(by: Actor, room: Room, seconds: int) -> bool:
    """One message of each person every so many seconds; 0 lifts it. True when that is new."""
    require(by, "rooms.manage", under_lock(by, room))
    if seconds not in SLOW:
        raise Invalid(field="seconds")
    if seconds == room.slow_seconds:
        return False
    room.slow_seconds = seconds
    if not seconds:
        db.session.execute(delete(RoomPace).where(RoomPace.room_id == room.id))
    trace(by, room, "slow", detail=seconds)
    return True


@operation
def mute(by: Actor, room: Room, person_id: int, term: str, reason: str) -> Mute:
    """Somebody reads on and does not speak. Asked again, the new term and reason hold."""
    require(by, "rooms.manage", under_lock(by, room))
    member = active_member(room, person_id)
    if member is None:
        raise Missing
    if member.role in MANAGERS:
        raise Invalid(FREE)
    if term not in MUTED_FOR:
        raise Invalid(field="term")
    words, now = reasoned(reason), utc_now()
    if before := standing_mute(room, person_id):
        before.lifted_at = now
        db.session.flush()
    until = now + dt.timedelta(seconds=MUTED_FOR[term]) if MUTED_FOR[term] else None
    muted = Mute(
        room_id=room.id, person_id=person_id, by_id=by.person_id, reason=words, until=until, at=now
    )
    db.session.add(muted)
    db.session.flush()
    if until is not None:
        later(TERM_ENDS, {"mute": muted.id}, due=until)
    note_change(room)
    detail = until.isoformat() if until else ""
    trace(by, room, "mute", person=person_id, reason=words, detail=detail, told="rooms.muted")
    return muted


@operation
def unmute(by: Actor, room: Room, person_id: int) -> bool:
    require(by, "rooms.manage", under_lock(by, room))
    standing = standing_mute(room, person_id)
    if standing is None:
        return False
    standing.lifted_at = utc_now()
    note_change(room)
    trace(by, room, "unmute", person=person_id, told="rooms.unmuted")
    return True


@task(TERM_ENDS)
def term_ends(promised: dict[str, int]) -> None:
    end_term(SYSTEM, promised["mute"])


@operation
def end_term(by: Actor, mute_id: int) -> bool:
    """The time of a mute is over: its row says so, and open pages get their composer back."""
    require(by, "signed_in")
    standing = db.session.get(Mute, mute_id)
    if standing is None or standing.lifted_at or not standing.until or standing.until > utc_now():
        return False
    standing.lifted_at = standing.until
    room = db.session.get_one(Room, standing.room_id)
    note_change(room)
    trace(by, room, "unmute", person=standing.person_id, detail="term")
    return True


def standing_mute(room: Room, person_id: int) -> Mute | None:
    found = select(Mute).where(
        Mute.room_id == room.id, Mute.person_id == person_id, Mute.lifted_at.is_(None)
    )
    return db.session.scalars(found).one_or_none()


def under_lock(by: Actor, room: Room) -> Room:
    """The room as it is now, and whoever acts as they are now."""
    lock(room)
    hold(by)
    return room
