"""Order in a room: who is muted, what was reported, and the trace of what those who run it did."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big

SLOW = (0, 10, 30, 60, 120, 300, 600)  # seconds between two messages of one person
MUTED_FOR = {"hour": 3600, "day": 86_400, "week": 604_800, "lifted": 0}
REASONS = ("insult", "spam", "confidential", "off_topic", "other")
WAITING, DECIDED = "waiting", "decided"
NOTHING, DELETION, MUTING, FORWARDED, SETTLED = "nothing", "delete", "mute", "forward", "settled"
KEEPING = (0, 30, 90, 365, 730, 1825)  # days; 0 is for ever
NOTICE = dt.timedelta(days=7)  # between shortening what is kept and the first deletion
LONGEST_REASON = 500


class RoomPace(Model):
    """When somebody last spoke in a room that is in slow mode."""

    __tablename__ = "room_pace"
    __table_args__ = (PrimaryKeyConstraint("room_id", "person_id"),)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    said_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Mute(Model):
    """Somebody may read in a room and not speak, until a time or until it is lifted."""

    __tablename__ = "mute"
    __table_args__ = (
        Index(
            "uq_mute_standing", "room_id", "person_id", unique=True,
            sqlite_where=text("lifted_at IS NULL"), postgresql_where=text("lifted_at IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    until: Mapped[dt.datetime | None]
    lifted_at: Mapped[dt.datetime | None]


class Report(Model):
    """Somebody in the room says that a message should not stand there. `quoted` is its text as it
    was then; it is forgotten with the decision, unless the network is asked to look at it."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_room", "room_id", "state"),
        Index(
            "uq_report_waiting", "message_id", "by_id", unique=True,
            sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Big)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    quoted: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    decision: Mapped[str] = mapped_column(String(8), default="")
    answer: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    forwarded_at: Mapped[dt.datetime | None]


class RoomAct(Model):
    """What somebody who runs a room did there: written once, never changed. `person_id` is whom it
    concerns, `detail` a number or a code that its verb gives a meaning."""

    __tablename__ = "room_act"
    __table_args__ = (
        Index("ix_room_act_room", "room_id", "id"),
        Index("ix_room_act_person", "person_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    verb: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seq: Mapped[int | None] = mapped_column(Big)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    detail: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
