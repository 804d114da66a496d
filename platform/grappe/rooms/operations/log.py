"""Writing the log: every entry takes the next number of its room, under the lock of its row."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, inspect, update

from grappe.foundation.bell import ring
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import after_commit

from ..models import Room, RoomEvent


@dataclass(frozen=True)
class Entry:
    """Where an event stands. `again`: it had been stored before, nothing new was written."""

    seq: int
    message_id: int
    at: dt.datetime
    again: bool = False


@dataclass(frozen=True)
class Turn:
    """The number an entry has taken, and how many messages the room then has."""

    room: Room
    seq: int
    count: int
    at: dt.datetime


# Drawn once: every message asks these.
TURN = (
    update(Room)
    .where(Room.id == bindparam("room"))
    .values(
        last_seq=Room.last_seq + 1,
        message_count=Room.message_count + bindparam("messages"),
        acl_version=Room.acl_version + bindparam("access"),
        last_at=case((bindparam("messages") > 0, bindparam("now")), else_=Room.last_at),
    )
    .returning(Room)
    .execution_options(synchronize_session=False, populate_existing=True)
)
# pyrefly: ignore[missing-attribute]
EVENT = RoomEvent.__table__.insert()


def take_turn(room: Room, messages: int = 0, access: int = 0) -> Turn:
    """The next number of the room, whose row stays locked until the commit: numbers are committed
    in their order, and one that is rolled back is given out again. The room is read afresh."""
    # pyrefly: ignore[unsupported-operation]
    now, room_id = utc_now(), inspect(room).identity[0]
    taken = {"room": room_id, "messages": messages, "access": access, "now": now}
    fresh = db.session.scalars(TURN, taken).one()
    after_commit(lambda: ring(f"room:{room_id}"))
    return Turn(fresh, fresh.last_seq, fresh.message_count, now)


def write_event(room_id: int, turn: Turn, kind: str, author_id: int, **more: Any) -> None:
    row = {"room_id": room_id, "seq": turn.seq, "type": kind, "author_id": author_id}
    db.session.execute(EVENT, row | {"created_at": turn.at} | more)


def same_key(client_id: uuid.UUID, author_id: int) -> Any:
    """The condition that finds what this sender has already sent under this id."""
    return (RoomEvent.author_id == author_id) & (RoomEvent.client_id == client_id)
