"""A stretch of what was said in a room, as it stands now: for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.models import Pulse
from grappe.foundation.policy import visible

from ..models import (
    JOINING,
    SAID,
    TAKE_BACK,
    Mark,
    Message,
    Mute,
    Reaction,
    ReadMark,
    Room,
    RoomEvent,
    RoomFile,
    RoomMember,
)
from .log import told
from .order import order_of, standing_mute
from .states import with_state

PAGE = 50


def pinned_in(room_id: int) -> list[ColumnElement[bool]]:
    return [Message.room_id == room_id, Message.pinned_at.is_not(None)]


def sent_in(room_id: int) -> list[ColumnElement[bool]]:
    return [RoomFile.room_id == room_id, RoomFile.message_id.is_not(None)]


@dataclass(frozen=True)
class Talk:
    """Rows in order, and whether there is more before and after them."""

    rows: Sequence[AnyRow]
    older: bool
    newer: bool


def facts(by: Actor, room: Room) -> AnyRow:
    """What surrounds the messages: may_post, may_manage, members, what `by` has read, whether
    anything is marked or pinned, which state of the record that is, and how order stands."""
    members = select(func.count()).where(
        RoomMember.room_id == room.id, RoomMember.left_at.is_(None)
    )
    mark = and_(ReadMark.room_id == Room.id, ReadMark.person_id == by.person_id)
    mine = select(RoomMember.organisation_id).where(
        RoomMember.room_id == room.id,
        RoomMember.person_id == by.person_id,
        RoomMember.left_at.is_(None),
    )
    unread = Room.message_count - func.coalesce(ReadMark.number, 0)
    watched = select(Pulse.version).where(Pulse.topic == f"rooms/{room.id}").scalar_subquery()
    return db.session.execute(
        select(
            visible(by, "rooms.post").label("may_post"),
            visible(by, "rooms.manage").label("may_manage"),
            members.scalar_subquery().label("members"),
            func.coalesce(ReadMark.seq, 0).label("read_seq"),
            unread.label("unread"),
            watched.label("version"),
            mine.scalar_subquery().label("my_organisation"),
            exists().where(Mark.room_id == room.id).label("marked"),
            exists().where(*pinned_in(room.id)).label("pinned"),
            exists().where(*sent_in(room.id)).label("filed"),
            *order_of(by, room),
        )
        .select_from(Room)
        .outerjoin(Mute, standing_mute(by, room))
        .outerjoin(ReadMark, mark)
        .where(Room.id == room.id)
    ).one()


def talk(
    by: Actor, room: Room, before: int | None = None, after: int | None = None,
    around: int | None = None,
) -> Talk:  # fmt: skip
    """The newest messages, or those before, after or around an event; never later than the room's
    newest event as `room` knows it, from which the page goes on over the live line."""
    if around is not None:
        return about(by, room, around)
    if after is not None:
        rows = fetch(by, room, RoomEvent.seq > after, forward=True)
        return Talk(rows[:PAGE], after > 0, len(rows) > PAGE)
    bound = RoomEvent.seq < before if before is not None else RoomEvent.seq <= room.last_seq
    rows = fetch(by, room, bound, forward=False)
    return Talk(rows[:PAGE][::-1], len(rows) > PAGE, before is not None and before <= room.last_seq)


def about(by: Actor, room: Room, seq: int) -> Talk:
    """Half a page before and half a page from event `seq` on, in one question."""
    half = PAGE // 2
    sides = [
        numbers(by, room, RoomEvent.seq < seq).order_by(RoomEvent.seq.desc()).limit(half + 1),
        numbers(by, room, RoomEvent.seq >= seq).order_by(RoomEvent.seq).limit(half + 1),
    ]
    within = or_(*(RoomEvent.seq.in_(side.scalar_subquery()) for side in sides))
    rows = fetch(by, room, within, forward=True)
    earlier, later = [r for r in rows if r.seq < seq], [r for r in rows if r.seq >= seq]
    return Talk(earlier[-half:] + later[:half], len(earlier) > half, len(later) > half)


def seen(by: Actor, room: Room) -> list[ColumnElement[bool]]:
    """What of the log a page shows, and only as far back as `by` may see."""
    mine = select(RoomMember.from_seq).where(
        RoomMember.room_id == room.id,
        RoomMember.person_id == by.person_id,
        RoomMember.left_at.is_(None),
    )
    return [
        RoomEvent.room_id == room.id,
        RoomEvent.type.in_((SAID, JOINING)),
        RoomEvent.seq >= mine.scalar_subquery(),
        RoomEvent.seq <= room.last_seq,
    ]


def numbers(by: Actor, room: Room, bound: ColumnElement[bool]) -> Select[tuple[int]]:
    # pyrefly: ignore[bad-return]
    return select(RoomEvent.seq).where(*seen(by, room), bound).correlate(None)


def taken_back(by: Actor) -> ColumnElement[bool]:
    """One's own words, deleted no longer ago than a deletion can be taken back."""
    lately = Message.deleted_at > utc_now() - TAKE_BACK
    mine = and_(Message.deleted_by_id == by.person_id, Message.kept.is_not(None), lately)
    return func.coalesce(mine, false())


def fetch(by: Actor, room: Room, bound: ColumnElement[bool], forward: bool) -> list[AnyRow]:
    order = RoomEvent.seq if forward else RoomEvent.seq.desc()
    query = with_state(told()).add_columns(
        Message.body.label("words"), Message.deleted_at, Message.deleted_by_id,
        taken_back(by).label("may_restore"),
        exists().where(Reaction.message_id == Message.id).label("reacted"),
        and_(Message.id.is_not(None), visible(by, "rooms.edit_message")).label("may_edit"),
        and_(Message.id.is_not(None), visible(by, "rooms.delete_message")).label("may_delete"),
    )  # fmt: skip
    rows = query.where(*seen(by, room), bound).order_by(order).limit(PAGE + 2)
    return list(db.session.execute(rows))
