"""Writing the log: every entry takes the next number of its room, under the lock of its row."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

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


def take_turn(room: Room, messages: int = 0, access: int = 0) -> Turn:
    """The next number of the room, whose row stays locked until the commit: numbers are committed
    in their order, and one that is rolled back is given out again."""
    now = utc_now()
    counted = (
        update(Room)
        .where(Room.id == room.id)
        .values(
            last_seq=Room.last_seq + 1,
            message_count=Room.message_count + messages,
            acl_version=Room.acl_version + access,
            last_at=now,
        )
        .returning(Room.last_seq, Room.message_count)
        .execution_options(synchronize_session=False)
    )
    seq, count = db.session.execute(counted).one()
    after_commit(lambda: ring(f"room:{room.id}"))
    return Turn(room, seq, count, now)


def write_event(room_id: int, turn: Turn, kind: str, author_id: int, **more: Any) -> None:
    row = {"room_id": room_id, "seq": turn.seq, "type": kind, "author_id": author_id}
    db.session.execute(insert(RoomEvent).values(**row, created_at=turn.at, **more))


def same_key(client_id: uuid.UUID, author_id: int) -> Any:
    """The condition that finds what this sender has already sent under this id."""
    return (RoomEvent.author_id == author_id) & (RoomEvent.client_id == client_id)
