"""The record: what was decided, who does what until when, what is open, what may go wrong."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.models import Pulse
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import (
    ACTION,
    DECISION,
    DONE,
    DROPPED,
    KINDS,
    OBSERVER,
    OPEN,
    Mark,
    Message,
    Room,
    RoomMember,
    Voice,
)
from .talk import pinned_in

BESIDE = 5  # settled entries of each kind beside the talk; the register has them all
MOST = 200
MOST_WATCHED = 15  # rooms that one page watches; a line has a few topics only


@dataclass(frozen=True)
class Record:
    """Entries by their kind, what is open first; `voters`: how many organisations have a voice."""

    entries: dict[str, list[AnyRow]]
    pinned: list[AnyRow]
    voters: int

    @property
    def is_empty(self) -> bool:
        return not self.pinned and not any(self.entries.values())


def entries(by: Actor) -> AnySelect:
    """Entries that `by` may read, each with its owner, its voices, and what `by` may do with it."""
    owner, mine = aliased(Person), aliased(Voice)
    voices = select(func.count()).where(Voice.mark_id == Mark.id).scalar_subquery()
    ours = and_(
        mine.mark_id == Mark.id,
        mine.organisation_id == RoomMember.organisation_id,
    )
    return (
        select(
            Mark.id, Mark.kind, Mark.number, Mark.words, Mark.state, Mark.due_on, Mark.owner_id,
            Mark.room_id, Mark.message_id, Mark.seq, Mark.created_at, Mark.settled_at,
            owner.name.label("owner"), Room.title.label("room"), Room.place,
            voices.label("voices"), exists().where(ours).label("agreed"),
            visible(by, "marks.settle").label("may_settle"),
            visible(by, "marks.amend").label("may_amend"),
            visible(by, "marks.agree").label("may_agree"),
        )
        .select_from(Mark)
        .join(Room, Room.id == Mark.room_id)
        .join(
            RoomMember,
            and_(RoomMember.room_id == Mark.room_id, RoomMember.person_id == by.person_id,
                 RoomMember.left_at.is_(None)),
        )
        .outerjoin(owner, owner.id == Mark.owner_id)
        .where(visible(by, "marks.read"))
    )  # fmt: skip


def record(by: Actor, room: Room, marked: bool = True, held: bool = True) -> Record:
    """What stands beside the talk: all that is open in this room, and what was settled last.
    Nothing is asked of a room in which nothing is marked, or pinned."""
    kinds = marks(by, room) if marked else {kind: [] for kind in KINDS}
    return Record(kinds, pinned(by, room) if held else [], voters(room) if kinds[DECISION] else 0)


def marks(by: Actor, room: Room) -> dict[str, list[AnyRow]]:
    place = func.row_number().over(
        partition_by=(Mark.kind, Mark.state),
        order_by=func.coalesce(Mark.settled_at, Mark.created_at).desc(),
    )
    ranked = (
        select(Mark.id, place.label("place"))
        .where(Mark.room_id == room.id, Mark.state != DROPPED)
        .subquery()
    )
    rows = db.session.execute(
        entries(by)
        .join(ranked, ranked.c.id == Mark.id)
        .where(or_(Mark.state == OPEN, ranked.c.place <= BESIDE))
        .order_by(Mark.state == DONE, *by_date(), Mark.number.desc())
        .limit(MOST)
    ).all()
    return {kind: [row for row in rows if row.kind == kind] for kind in KINDS}


def by_date() -> tuple[ColumnElement[Any], Any]:
    """Actions by their date, those without one last."""
    return case((Mark.due_on.is_(None), 1), else_=0), Mark.due_on


def mark_of(message: Message) -> Mark | None:
    return db.session.scalars(select(Mark).where(Mark.message_id == message.id)).one_or_none()


def pinned(by: Actor, room: Room) -> list[AnyRow]:
    rows = db.session.execute(
        select(Message.id, Message.seq, Message.body, Person.name)
        .join(Person, Person.id == Message.author_id)
        .where(
            *pinned_in(room.id),
            Message.deleted_at.is_(None), visible(by, "rooms.read_message"),
        )
        .order_by(Message.pinned_at.desc())
        .limit(20)
    )  # fmt: skip
    return list(rows)


def voters(room: Room) -> int:
    """Organisations with somebody in the room who may speak."""
    found = select(func.count(RoomMember.organisation_id.distinct())).where(
        RoomMember.room_id == room.id, RoomMember.left_at.is_(None), RoomMember.role != OBSERVER
    )
    return db.session.scalar(found) or 0


def register(by: Actor, room: Room, kind: str = "") -> list[AnyRow]:
    """All entries of the place that the room belongs to, from every room that `by` may read."""
    query = entries(by).where(
        Mark.holder_type == room.holder_type, Mark.holder_id == room.holder_id
    )
    if kind in KINDS:
        query = query.where(Mark.kind == kind)
    return list(db.session.execute(query.order_by(Mark.kind, Mark.number.desc()).limit(1000)))


def rooms_watched(by: Actor, room: Room) -> list[AnyRow]:
    """The rooms whose entries stand in the register, with the state of each record (version)."""
    state = select(Pulse.version).where(
        Pulse.topic == literal("rooms/").concat(cast(Room.id, String))
    )
    rows = db.session.execute(
        select(Room.id, func.coalesce(state.scalar_subquery(), 0).label("version"))
        .where(Room.holder_type == room.holder_type, Room.holder_id == room.holder_id)
        .where(visible(by, "rooms.read"))
        .order_by(Room.id == room.id, Room.id)
        .limit(MOST_WATCHED)
    )
    return list(rows)


def actions_of(by: Actor) -> list[AnyRow]:
    """What `by` has taken on, in all rooms: what is due first, then what was done lately."""
    mine = entries(by).where(
        Mark.kind == ACTION, Mark.owner_id == by.person_id, Mark.state != DROPPED
    )
    ordered = mine.order_by(Mark.state == DONE, *by_date(), Mark.id.desc())
    return list(db.session.execute(ordered.limit(MOST)))


def people_of(room: Room) -> list[AnyRow]:
    """Who can take on an action: those in the room who may speak."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organisation.name.label("organisation"))
        .join(RoomMember, RoomMember.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .where(
            RoomMember.room_id == room.id, RoomMember.left_at.is_(None), RoomMember.role != OBSERVER
        )
        .order_by(Person.name)
    )
    return list(rows)
