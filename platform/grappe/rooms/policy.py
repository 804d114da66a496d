"""Who may do what in a room: its members, and nobody else, however powerful elsewhere."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from grappe.foundation.policy import Principal, rule
from grappe.organisations.policy import belongs

from .models import (
    CHAIR,
    DECISION,
    MEMBER,
    OPEN,
    SECRETARY,
    Mark,
    Message,
    Room,
    RoomMember,
)

WRITERS = (CHAIR, SECRETARY, MEMBER)
MANAGERS = (CHAIR, SECRETARY)
# Rules are written anew for each question that is asked of a room: aliases of the tables made once
# take half of what that costs. Nothing outside the rules below may be selected from them.
_member, _room = RoomMember.__table__.alias(), Room.__table__.alias()


def is_member(
    p: Principal, room_id: Any, roles: tuple[str, ...] = (), seq: Any = None
) -> ColumnElement[bool]:
    """In the room now, and still with the organisation they are there for. With `seq`, an event
    that is not older than what they may see."""
    mine = _member.c
    conditions = [
        mine.person_id == p.id,
        mine.room_id == room_id,
        mine.left_at.is_(None),
        or_(mine.organisation_id.is_(None), belongs(p, mine.organisation_id)),
    ]
    if roles:
        conditions.append(mine.role.in_(roles))
    if seq is not None:
        conditions.append(mine.from_seq <= seq)
    return and_(p.active, select(mine.id).where(*conditions).correlate_except(_member).exists())


@rule("rooms.read", Room)
def may_read(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Room.id)


@rule("rooms.post", Room)
def may_post(p: Principal) -> ColumnElement[bool]:
    return and_(Room.archived_at.is_(None), is_member(p, Room.id, WRITERS))


@rule("rooms.manage", Room)
def may_manage(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Room.id, MANAGERS)


def is_open(room_id: Any) -> ColumnElement[bool]:
    found = select(_room.c.id).where(_room.c.id == room_id, _room.c.archived_at.is_(None))
    return found.correlate_except(_room).exists()


@rule("rooms.read_message", Message, sees="rooms.read_message")
def may_read_message(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Message.room_id, seq=Message.seq)


@rule("rooms.edit_message", Message, sees="rooms.read_message")
def may_edit_message(p: Principal) -> ColumnElement[bool]:
    """One's own words, while one may speak."""
    speaks = is_member(p, Message.room_id, WRITERS, Message.seq)
    return and_(Message.author_id == p.id, is_open(Message.room_id), speaks)


@rule("rooms.delete_message", Message, sees="rooms.read_message")
def may_delete_message(p: Principal) -> ColumnElement[bool]:
    """One's own; those who run the room may take out anybody's."""
    own = and_(Message.author_id == p.id, is_member(p, Message.room_id, WRITERS, Message.seq))
    run = is_member(p, Message.room_id, MANAGERS, Message.seq)
    return and_(is_open(Message.room_id), or_(own, run))


@rule("rooms.restore_message", Message, sees="rooms.read_message")
def may_restore_message(p: Principal) -> ColumnElement[bool]:
    """What one has deleted oneself; for how long is the operation's to say."""
    return and_(Message.deleted_by_id == p.id, may_edit_message(p))


@rule("rooms.react", Message, sees="rooms.read_message")
@rule("rooms.pin", Message, sees="rooms.read_message")
@rule("rooms.mark", Message, sees="rooms.read_message")
def may_respond(p: Principal) -> ColumnElement[bool]:
    speaks = is_member(p, Message.room_id, WRITERS, Message.seq)
    return and_(is_open(Message.room_id), speaks)


@rule("marks.read", Mark)
def may_read_mark(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Mark.room_id, seq=Mark.seq)


def runs(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Mark.room_id, MANAGERS, Mark.seq)


@rule("marks.amend", Mark)
def may_amend_mark(p: Principal) -> ColumnElement[bool]:
    """Whoever wrote it into the record, and those who run the room."""
    wrote = and_(Mark.by_id == p.id, is_member(p, Mark.room_id, WRITERS, Mark.seq))
    return and_(is_open(Mark.room_id), or_(wrote, runs(p)))


@rule("marks.settle", Mark)
def may_settle_mark(p: Principal) -> ColumnElement[bool]:
    """A decision is adopted by those who run the room; an action is done when its owner says so."""
    concerned = and_(
        Mark.kind != DECISION,
        or_(Mark.owner_id == p.id, Mark.by_id == p.id),
        is_member(p, Mark.room_id, WRITERS, Mark.seq),
    )
    return and_(is_open(Mark.room_id), or_(concerned, runs(p)))


@rule("marks.agree", Mark)
def may_agree(p: Principal) -> ColumnElement[bool]:
    """To a decision that is still proposed."""
    proposed = and_(Mark.kind == DECISION, Mark.state == OPEN, is_open(Mark.room_id))
    return and_(proposed, is_member(p, Mark.room_id, WRITERS, Mark.seq))
