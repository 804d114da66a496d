"""Rooms, who is in them, and the log of what was said there.

`room_event` is the log: one row for each thing that happened, numbered without a hole. `message` is
what the log amounts to now, for pages. A deleted text is gone from both; what somebody has deleted
of their own is kept aside for ten minutes.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
    true,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Json, Model, utc_now
from grappe.foundation.models import Big

CHAIR, SECRETARY, MEMBER, OBSERVER = "chair", "secretary", "member", "observer"
ROLES = (CHAIR, SECRETARY, MEMBER, OBSERVER)
BURST, STEADY = "10/second", "120/minute"  # how often somebody may speak
TAKE_BACK = dt.timedelta(minutes=10)  # how long a deletion can be taken back
MOST = 10_000  # characters of a message
SAID, EDITED, DELETED, JOINING = "message", "edit", "delete", "member"
RESTORED, STATE = "restore", "state"


class Room(Model):
    """`place` and `path` say where the room belongs (a group, a call); it knows no more of it.

    `last_seq` is the number of the newest event, `min_seq` that of the oldest one still kept.
    `acl_version` counts up with every change of who may do what here. What is older than
    `keep_days` (0: nothing) goes from `sweep_from` on; with `keep_record` not what is recorded.
    """

    __tablename__ = "room"
    __table_args__ = (Index("ix_room_holder", "holder_type", "holder_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(160), default="")
    path: Mapped[str] = mapped_column(String(200), default="")
    holder_type: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[int] = mapped_column(Big)
    private: Mapped[bool] = mapped_column(default=True)
    archived_at: Mapped[dt.datetime | None]
    last_seq: Mapped[int] = mapped_column(Big, default=0)
    message_count: Mapped[int] = mapped_column(Big, default=0)
    acl_version: Mapped[int] = mapped_column(Big, default=0)
    min_seq: Mapped[int] = mapped_column(Big, default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    last_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    slow_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    keep_days: Mapped[int] = mapped_column(default=0, server_default="0")
    keep_record: Mapped[bool] = mapped_column(default=True, server_default=true())
    sweep_from: Mapped[dt.datetime | None]


class RoomMember(Model):
    """Somebody in a room, for an organisation. `from_seq` is the first event they may see."""

    __tablename__ = "room_member"
    __table_args__ = (
        Index(
            "uq_room_member_active", "room_id", "person_id", unique=True,
            sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL"),
        ),
        Index("ix_room_member_person", "person_id", "left_at"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(12), default=MEMBER)
    joined_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    left_at: Mapped[dt.datetime | None]
    from_seq: Mapped[int] = mapped_column(Big, default=1)


class Message(Model):
    """A message as it stands now. `number` counts the room's messages, `seq` is its event. `kept`
    is what its author has just deleted and may still take back; the worker forgets it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("room_id", "seq"),
        Index("ix_message_number", "room_id", "number"),
        Index(
            "ix_message_pinned", "room_id", "pinned_at",
            sqlite_where=text("pinned_at IS NOT NULL"),
            postgresql_where=text("pinned_at IS NOT NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(Big, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Big)
    number: Mapped[int] = mapped_column(Big)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    edited_at: Mapped[dt.datetime | None]
    edited_seq: Mapped[int | None] = mapped_column(Big)
    deleted_at: Mapped[dt.datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped[str | None] = mapped_column(Text)
    pinned_at: Mapped[dt.datetime | None]
    files: Mapped[list[Any] | None]  # what is told of its files; None: it has none


class RoomEvent(Model):
    """One entry of the log. `client_id` was made by the sender's side, so that sending twice makes
    one; `body` is empty for what has no text, and emptied when its message is deleted. A `state`
    has none: it says that a message's reactions, pin or mark are no longer what they were."""

    __tablename__ = "room_event"
    __table_args__ = (
        PrimaryKeyConstraint("room_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        Index("ix_room_event_message", "message_id"),
    )
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Big)
    type: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    client_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class ReadMark(Model):
    """How far somebody has read: the event, and how many messages that makes."""

    __tablename__ = "read_mark"
    __table_args__ = (PrimaryKeyConstraint("person_id", "room_id"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int] = mapped_column(Big, default=0)
    number: Mapped[int] = mapped_column(Big, default=0)


class RoomPresence(Model):
    """Who has a room open on one process; a row that is not renewed counts for nothing."""

    __tablename__ = "room_presence"
    __table_args__ = (PrimaryKeyConstraint("room_id", "node"),)
    room_id: Mapped[int]  # no foreign key: a momentary row must not fail, nor hold up a room
    node: Mapped[str] = mapped_column(String(32))
    people: Mapped[list[int]] = mapped_column(Json, default=list)
    seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now, index=True)
