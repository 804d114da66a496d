"""The rooms somebody is in, with what waits in each."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, and_, case, func, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, is_the, one
from grappe.foundation.policy import ASKER, ask, visible

from ..models import Message, ReadMark, Room, RoomMember


def room(by: Actor, room_id: int) -> Room:
    return one(select(Room).where(is_the(Room.id, room_id), visible(by, "rooms.read")))


def rooms_of(by: Actor) -> Sequence[AnyRow]:
    """The rooms of `by`, the one with the newest message first: id, title, place, path, private,
    archived_at, last_at, unread, and the last event and message that were read."""
    return ask(my_rooms(), by).all()


@cache
def my_rooms() -> AnySelect:
    mine = listed(ASKER.person_id).where(visible(ASKER, "rooms.read"))
    return mine.order_by(Room.last_at.desc(), Room.id)


def listed(person_id: int) -> AnySelect:
    mark = and_(ReadMark.room_id == Room.id, ReadMark.person_id == person_id)
    return select(
        Room.id, Room.title, Room.place, Room.path, Room.private, Room.archived_at, Room.last_at,
        Room.last_seq, unread().label("unread"),
        func.coalesce(ReadMark.seq, 0).label("read_seq"),
        func.coalesce(ReadMark.number, 0).label("read_number"),
    ).outerjoin(ReadMark, mark)  # fmt: skip


def unread() -> ColumnElement[int]:
    """Without counting anything: the room knows how many messages there are, the mark how many of
    them have been read."""
    left = Room.message_count - func.coalesce(ReadMark.number, 0)
    return case((left > 0, left), else_=0)


def unread_total(by: Actor) -> int:
    mark = and_(ReadMark.room_id == Room.id, ReadMark.person_id == by.person_id)
    total = select(func.sum(unread())).select_from(Room).outerjoin(ReadMark, mark)
    return int(db.session.scalar(total.where(visible(by, "rooms.read"))) or 0)


def latest(by: Actor) -> dict[int, AnyRow]:
    """The last message of each room of `by`, as far as they may see it: name, body, deleted_at."""
    mine = and_(RoomMember.room_id == Room.id, RoomMember.person_id == by.person_id,
                RoomMember.left_at.is_(None))  # fmt: skip
    last = and_(Message.room_id == Room.id, Message.number == Room.message_count)
    rows = db.session.execute(
        select(Room.id, Person.name, Message.body, Message.deleted_at)
        .join(RoomMember, mine)
        .join(Message, last)
        .join(Person, Person.id == Message.author_id)
        .where(visible(by, "rooms.read"), Message.seq >= RoomMember.from_seq)
    )
    return {row.id: row for row in rows}
