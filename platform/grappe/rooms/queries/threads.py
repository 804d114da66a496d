"""Threads: what the talk says of one, who takes part, and its messages."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, is_the, one
from grappe.foundation.policy import visible

from ..models import PERSON, Mention, Message, Room, RoomMember

Threads = dict[int, dict[str, Any]]


def threads(root_ids: Collection[int]) -> Threads:
    """For each message that has a thread: id, seq, replies, at (the last one), by (its author)."""
    if not root_ids:
        return {}
    rows = db.session.execute(
        select(Message.id, Message.seq, Message.replies, Message.replied_at, Person.name)
        .outerjoin(Person, Person.id == Message.replied_by_id)
        .where(Message.id.in_(root_ids))
    )
    return {
        row.id: {"id": row.id, "seq": row.seq, "replies": row.replies, "at": row.replied_at,
                 "by": row.name or ""}
        for row in rows
    }  # fmt: skip


def told_of(thread: dict[str, Any] | None) -> dict[str, Any]:
    """The same beside an event of it; the line knows no moments."""
    if thread is None:
        return {}
    return {"root": thread | {"at": thread["at"].isoformat() if thread["at"] else None}}


def root_of(by: Actor, room: Room, message_id: int) -> Message:
    """A message of the room that has a thread or may get one; Missing for what stands in one."""
    here = (is_the(Message.id, message_id), Message.room_id == room.id, Message.root_id.is_(None))
    return one(select(Message).where(*here, visible(by, "rooms.read_message")))


def taking_part(message_id: int) -> AnySelect:
    """Who is told of a new message of a thread: whoever began it, wrote in it or was spoken to in
    it; not its author, nor whom it speaks to itself (they are told so), nor who may not see it."""
    new, root, other = aliased(Message), aliased(Message), aliased(Message)
    named = select(Mention.target_id).join(other, other.id == Mention.message_id)
    wrote = select(other.id).where(
        other.root_id == root.id, other.author_id == RoomMember.person_id
    )
    spoken = named.where(Mention.kind == PERSON, Mention.target_id == RoomMember.person_id)
    before = spoken.where(or_(other.root_id == root.id, other.id == root.id), other.seq < new.seq)
    now = spoken.where(other.id == new.id)
    return (
        select(RoomMember.person_id)
        .join(new, new.room_id == RoomMember.room_id)
        .join(root, root.id == new.root_id)
        .where(
            new.id == message_id, new.deleted_at.is_(None), RoomMember.left_at.is_(None),
            RoomMember.person_id != new.author_id, RoomMember.from_seq <= root.seq,
            or_(root.author_id == RoomMember.person_id,
                wrote.where(other.seq < new.seq).correlate(root, new, RoomMember).exists(),
                before.correlate(root, new, RoomMember).exists()),
            ~now.correlate(new, RoomMember).exists(),
        )
    )  # fmt: skip


def roots_of(rows: Sequence[AnyRow]) -> set[int]:
    return {row.root_id for row in rows if row.root_id is not None}
