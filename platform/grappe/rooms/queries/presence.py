"""Who is where now, and what waits for whom: what pages are told beside the log."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, false, func, literal, null, select

from grappe.accounts.models import Person
from grappe.foundation.db import AnySelect, db, utc_now
from grappe.foundation.policy import RULES, Principal

from ..models import ReadMark, Room, RoomMember, RoomPresence
from .rooms import unread

EXPIRY = dt.timedelta(seconds=40)


def expired() -> dt.datetime:
    return utc_now() - EXPIRY


def present(room_ids: Collection[int]) -> dict[int, set[int]]:
    """Who has each room open, on any process that has said so lately."""
    found: dict[int, set[int]] = {room_id: set() for room_id in room_ids}
    rows = db.session.execute(
        select(RoomPresence.room_id, RoomPresence.people).where(
            RoomPresence.room_id.in_(room_ids), RoomPresence.seen_at > expired()
        )
    )
    for room_id, people in rows:
        found[room_id] |= set(people)
    return found


def member_count(room_id: int) -> int:
    now = select(func.count()).where(RoomMember.room_id == room_id, RoomMember.left_at.is_(None))
    return db.session.scalar(now) or 0


def names(room_id: int, people: Collection[int]) -> dict[int, str]:
    """Of those who are members now: nobody else is spoken of in the room."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(RoomMember, RoomMember.person_id == Person.id)
        .where(RoomMember.room_id == room_id, RoomMember.left_at.is_(None), Person.id.in_(people))
    )
    return {row.id: row.name for row in rows}


def everybody() -> Principal:
    """The rule asked about many people at once: its principal is the row of each."""
    active = and_(Person.confirmed_at.is_not(None), Person.suspended_at.is_(None))
    # pyrefly: ignore[bad-argument-type]
    return Principal(Person.id, active, null(), literal(""), literal(""), false())


@cache
def waiting() -> AnySelect:
    """Drawn once: it is asked every second."""
    mark = and_(ReadMark.room_id == Room.id, ReadMark.person_id == Person.id)
    return (
        select(Person.id, Room.id, Room.last_seq, unread(), func.coalesce(ReadMark.seq, 0))
        .select_from(Person)
        .join(RoomMember, and_(RoomMember.person_id == Person.id, RoomMember.left_at.is_(None)))
        .join(Room, Room.id == RoomMember.room_id)
        .outerjoin(ReadMark, mark)
        .where(
            Person.id.in_(bindparam("people", expanding=True)),
            RULES["rooms.read"].expression(everybody()),
        )
    )


def heads(people: Collection[int]) -> dict[int, dict[str, Any]]:
    """For each person: the newest event and the unread messages of all their rooms, and the sum."""
    rows = db.session.execute(waiting(), {"people": list(people)})
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"rooms": {}, "total": 0})
    for person_id, room_id, head, waits, read in rows:
        found[person_id]["rooms"][str(room_id)] = {"seq": head, "unread": waits, "read": read}
        found[person_id]["total"] += waits
    return found


def members_among(room_ids: Collection[int], people: Collection[int]) -> set[int]:
    found = select(RoomMember.person_id).where(
        RoomMember.room_id.in_(room_ids),
        RoomMember.left_at.is_(None),
        RoomMember.person_id.in_(people),
    )
    return set(db.session.scalars(found))
