"""What has happened in somebody's rooms since a point in each: what was decided, asked and given to
them, what speaks to them, and who else has spoken.

Three questions, however many rooms there are. Each begins at the points and goes on along an index:
the entries by (room, state), the messages by (room, event). What speaks to somebody is looked for
among the last `REACH` events of a room: a million messages cost no more than a few thousand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    and_,
    case,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    values,
)  # fmt: skip
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db
from grappe.foundation.models import Big
from grappe.foundation.policy import visible

from ..models import (
    ACTION,
    EVERYBODY,
    ORGANISATION,
    PERSON,
    Mark,
    Mention,
    Message,
    Room,
    RoomEvent,
    RoomMember,
)

REACH = 5_000
MOST = 50


@dataclass(frozen=True)
class Point:
    """In a room, the last event that counts as known; `near` is where looking begins at most."""

    room_id: int
    seq: int
    near: int


def points(rooms: Iterable[dict[str, Any]], known: dict[int, int]) -> list[Point]:
    """One for each of the rooms: the event in `known`, or else how far it has been read."""
    found = []
    for room in rooms:
        seq = min(known.get(room["id"], room["read_seq"]), room["last_seq"])
        if seq < room["last_seq"]:
            found.append(Point(room["id"], seq, max(seq, room["last_seq"] - REACH)))
    return found


def laid_out(found: list[Point]) -> Any:
    """The points as a table that questions are joined to."""
    return values(
        column("room_id", Integer), column("seq", Big), column("near", Big), name="point"
    ).data([(p.room_id, p.seq, p.near) for p in found]).cte("point")  # fmt: skip


def written(by: Actor, found: list[Point]) -> list[AnyRow]:
    """Entries of the record that others have made or settled since, the newest first; of actions
    only those of `by`."""
    at, owner, doer = laid_out(found), aliased(Person), aliased(Person)
    then = aliased(RoomEvent)
    acted = func.coalesce(Mark.settled_by_id, Mark.by_id)
    moment = func.coalesce(Mark.settled_at, Mark.created_at)
    rows = db.session.execute(
        select(
            Mark.id, Mark.kind, Mark.number, Mark.words, Mark.state, Mark.due_on, Mark.room_id,
            Mark.message_id, Mark.seq, Mark.owner_id, owner.name.label("owner"),
            doer.name.label("name"), acted.label("person_id"), moment.label("at"),
        )
        .select_from(at)
        .join(Mark, Mark.room_id == at.c.room_id)
        .outerjoin(then, and_(then.room_id == at.c.room_id, then.seq == at.c.seq))
        .outerjoin(owner, owner.id == Mark.owner_id)
        .join(doer, doer.id == acted)
        .where(visible(by, "marks.read"), acted != by.person_id)
        .where(or_(then.seq.is_(None), moment > then.created_at))
        .where(or_(Mark.kind != ACTION, Mark.owner_id == by.person_id))
        .order_by(moment.desc(), Mark.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(rows)


def spoken(by: Actor, found: list[Point]) -> list[AnyRow]:
    """Messages of others that name `by`, their organisation or everybody, or that answer them
    (`named` says which of both), the newest first."""
    at, answered = laid_out(found), aliased(Message)
    mine = and_(
        RoomMember.room_id == at.c.room_id, RoomMember.person_id == by.person_id,
        RoomMember.left_at.is_(None),
    )  # fmt: skip
    meant = or_(
        and_(Mention.kind == PERSON, Mention.target_id == by.person_id),
        and_(Mention.kind == ORGANISATION, Mention.target_id == RoomMember.organisation_id),
        Mention.kind == EVERYBODY,
    )
    named = exists().where(Mention.message_id == Message.id, meant)
    rows = db.session.execute(
        select(
            Message.id, Message.room_id, Message.seq, Message.body, Message.author_id,
            Message.created_at.label("at"), Person.name, named.label("named"),
        )
        .select_from(at)
        .join(RoomMember, mine)
        .join(Message, and_(Message.room_id == at.c.room_id, Message.seq > at.c.near))
        .join(Person, Person.id == Message.author_id)
        .outerjoin(answered, answered.id == Message.reply_to_id)
        .where(visible(by, "rooms.read_message"), Message.deleted_at.is_(None))
        .where(Message.author_id != by.person_id)
        .where(or_(named, answered.author_id == by.person_id))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(rows)


def others(by: Actor, found: list[Point]) -> list[AnyRow]:
    """Of each room with messages since: how many, and the first and the last of somebody else's.
    Nothing is counted: messages have numbers."""
    at, first, last = laid_out(found), aliased(Message), aliased(Message)
    began, ended = aliased(Person), aliased(Person)

    number = Room.message_count - number_at(at)
    rows = db.session.execute(
        select(
            Room.id, case((number > 0, number), else_=0).label("number"),
            began.name.label("first"), first.seq.label("first_seq"),
            first.id.label("first_id"), first.created_at.label("first_at"),
            ended.name.label("last"), last.seq.label("last_seq"), last.id.label("last_id"),
            last.body, last.created_at.label("at"),
        )
        .select_from(at)
        .join(Room, Room.id == at.c.room_id)
        .join(RoomMember, and_(RoomMember.room_id == Room.id, RoomMember.left_at.is_(None),
                               RoomMember.person_id == by.person_id))
        .join(first, first.id == edge(by, at, Message.seq))
        .join(last, last.id == edge(by, at, Message.seq.desc()))
        .join(began, began.id == first.author_id)
        .join(ended, ended.id == last.author_id)
        .where(visible(by, "rooms.read"))
        .order_by(last.created_at.desc(), Room.id)
    )  # fmt: skip
    return list(rows)


def edge(by: Actor, at: Any, order: Any) -> Any:
    """The first or the last message of somebody else in a room since its point."""
    said = select(Message.id).where(
        Message.room_id == at.c.room_id, Message.seq > at.c.seq, Message.deleted_at.is_(None),
        Message.author_id != by.person_id, Message.seq >= RoomMember.from_seq,
    )  # fmt: skip
    return said.order_by(order).limit(1).correlate(at, RoomMember).scalar_subquery()


def number_at(at: Any) -> Any:
    """How many messages a room had at its point."""
    before = select(Message.number).where(Message.room_id == at.c.room_id, Message.seq <= at.c.seq)
    last = before.order_by(Message.seq.desc()).limit(1).correlate(at).scalar_subquery()
    return func.coalesce(last, literal(0))
