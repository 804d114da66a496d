"""What people make of messages: reactions, and the record of decisions, actions and the like."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big

DECISION, ACTION, QUESTION, RISK = "decision", "action", "question", "risk"
KINDS = (DECISION, ACTION, QUESTION, RISK)
# A decision is proposed, adopted or dropped; a question open, answered or dropped; and so on.
OPEN, DONE, DROPPED = "open", "done", "dropped"
PERSON, ORGANISATION, EVERYBODY = "person", "organisation", "everybody"
REACTIONS = ("agree", "thanks", "bravo", "look", "question", "disagree")


class Mark(Model):
    """A message written into the record. `number` counts its kind in the place that holds the room
    (the group), `seq` is the message's event: who may not see that does not see this either.
    `version` counts the changes of what it says."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("holder_type", "holder_id", "kind", "number"),
        Index("ix_mark_room", "room_id", "state"),
        Index("ix_mark_owner", "owner_id", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), unique=True
    )
    seq: Mapped[int] = mapped_column(Big)
    holder_type: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[int] = mapped_column(Big)
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[dt.date | None]
    reminded_at: Mapped[dt.datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    settled_at: Mapped[dt.datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MarkCount(Model):
    """The last number that a kind of mark has taken in a place."""

    __tablename__ = "mark_count"
    __table_args__ = (PrimaryKeyConstraint("holder_type", "holder_id", "kind"),)
    holder_type: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[int] = mapped_column(Big)
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]


class Voice(Model):
    """An organisation agrees to a proposed decision: one voice, however many people it has."""

    __tablename__ = "voice"
    __table_args__ = (PrimaryKeyConstraint("mark_id", "organisation_id"),)
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Reaction(Model):
    """Somebody's reaction to a message; `kind` is one of six, which can be counted and read out."""

    __tablename__ = "reaction"
    __table_args__ = (PrimaryKeyConstraint("message_id", "kind", "person_id"),)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Mention(Model):
    """Who a message speaks to: a person, an organisation (all its people in the room) or everybody
    (`target_id` 0). `label` is how it is written in the text, without the @."""

    __tablename__ = "mention"
    __table_args__ = (
        PrimaryKeyConstraint("message_id", "kind", "target_id"),
        Index("ix_mention_target", "kind", "target_id"),
    )
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    target_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
