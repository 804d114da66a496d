"""Bringing what is said in rooms into the index, by the log: nothing of it can be missed.

It is the worker's to do. Whoever speaks does not wait for it.
"""

from sqlalchemy import and_, func, select

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db
from grappe.foundation.indexes import Text
from grappe.foundation.models import IndexedUpTo
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ..models import JOINING, STATE, Message, Room, RoomEvent
from ..models.finding import FOUND, in_room, said_by

ROOMS = 100  # looked at in one turn


@FOUND.kept_by
def catch_up(most: int) -> int:
    """The rooms whose log has gone on, the one longest silent last. Gives the events done."""
    mark = and_(IndexedUpTo.name == FOUND.of, IndexedUpTo.place_id == Room.id)
    behind = (
        select(Room.id)
        .outerjoin(IndexedUpTo, mark)
        .where(Room.last_seq > func.coalesce(IndexedUpTo.upto, 0))
        .order_by(Room.last_at.desc(), Room.id)
        .limit(ROOMS)
    )
    rooms = db.session.scalars(behind).all()
    db.session.rollback()  # a reader must not hold its lock while others write
    done = 0
    for room_id in rooms:
        if done >= most:
            break
        done += index_room(SYSTEM, room_id, most - done)
    return done


@operation
def index_room(by: Actor, room_id: int, most: int) -> int:
    """Take up what the log says after the point that was reached: for each message it speaks of,
    how that stands now. Done twice it is done once."""
    require(by, "signed_in")
    upto = FOUND.upto(room_id)
    if upto is None:
        return 0
    head = db.session.scalar(select(Room.last_seq).where(Room.id == room_id)) or upto
    events = db.session.execute(
        select(RoomEvent.seq, RoomEvent.type, RoomEvent.message_id)
        .where(RoomEvent.room_id == room_id, RoomEvent.seq > upto, RoomEvent.seq <= head)
        .order_by(RoomEvent.seq)
        .limit(most)
    ).all()
    ids = {event.message_id for event in events if event.type not in (STATE, JOINING)}
    renew(ids - {None})
    FOUND.reached(room_id, events[-1].seq if len(events) == most else head)
    return len(events) or 1


def renew(ids: set[int]) -> None:
    """What can be read is found; what was deleted, or is gone, is not."""
    rows = db.session.execute(
        select(Message.id, Message.room_id, Message.author_id, Message.body).where(
            Message.id.in_(ids), Message.deleted_at.is_(None)
        )
    ).all()
    FOUND.drop(sorted(ids - {row.id for row in rows}))
    FOUND.put(
        Text(row.id, row.body, (in_room(row.room_id), said_by(row.author_id))) for row in rows
    )
