"""A session as it is planned: when, by whom, its running order, who comes.

What happens while it is live is one state, counted by `Session.version`: every act raises it in its
own transaction, so that two pages with the same number show the same thing.
"""

import datetime as dt

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big

PLANNED, LIVE, CLOSED, CANCELLED = "planned", "live", "closed", "cancelled"
ROOM, NETWORK = "room", "network"  # who may come: the people of the room, or of the whole network
TALK, PITCH, BREAK = "talk", "pitch", "break"
OFFERED, SET, WITHDRAWN = "offered", "set", "withdrawn"
REGISTERED, WAITING = "registered", "waiting"


class Session(Model):
    """A meeting in a room. `starts_at` is empty while its date is being asked for (DateOption).

    Live: `point_id` is what is being talked about. The clock runs to `ends_at`, or stands with
    `left` seconds; both are the server's. `plan_version` counts the edits of the plan, for people
    who edit at once and as the sequence of its calendar entry; `version` every change seen live.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_room", "room_id", "starts_at"),
        Index("ix_session_when", "state", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    about: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(10), default=ROOM)
    state: Mapped[str] = mapped_column(String(10), default=PLANNED)
    starts_at: Mapped[dt.datetime | None]
    minutes: Mapped[int] = mapped_column(default=60)
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    link: Mapped[str] = mapped_column(String(500), default="")
    capacity: Mapped[int | None]
    minimum: Mapped[int | None]
    pitches_until: Mapped[dt.datetime | None]  # no call for pitches while it is empty
    plan_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Big, default=0)
    point_id: Mapped[int | None]  # no foreign key: the points refer to the session already
    ends_at: Mapped[dt.datetime | None]
    left: Mapped[int | None]
    running_since: Mapped[dt.datetime | None]


class SessionHost(Model):
    """An organisation asked to organise it too; from `accepted_at` on its staff run it as well."""

    __tablename__ = "session_host"
    __table_args__ = (PrimaryKeyConstraint("session_id", "organisation_id"),)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    accepted_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]


class Point(Model):
    """A point of the agenda. A pitch is for a call and belongs to the organisation that offered it;
    it stands in the running order once it is `set`. `spent` is how many seconds it has taken."""

    __tablename__ = "session_point"
    __table_args__ = (
        Index("ix_session_point_order", "session_id", "position"),
        Index(
            "uq_session_point_call", "session_id", "call_id", unique=True,
            sqlite_where=text("call_id IS NOT NULL AND state <> 'withdrawn'"),
            postgresql_where=text("call_id IS NOT NULL AND state <> 'withdrawn'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(8), default=TALK)
    state: Mapped[str] = mapped_column(String(10), default=SET)
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int] = mapped_column(default=5)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    spent: Mapped[int] = mapped_column(default=0)


class Registration(Model):
    """Somebody says that they come, for an organisation. Whoever waits moves up by `id` when a
    place is given back. `came_at` is the first sign of them while it was live."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        Index("ix_registration_state", "session_id", "state", "id"),
        Index("ix_registration_person", "person_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(10), default=REGISTERED)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    came_at: Mapped[dt.datetime | None]


class DateOption(Model):
    """A date that is asked for."""

    __tablename__ = "session_date"
    __table_args__ = (UniqueConstraint("session_id", "starts_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    starts_at: Mapped[dt.datetime]


class DateVoice(Model):
    """What somebody says to a date: yes, maybe, no."""

    __tablename__ = "session_date_voice"
    __table_args__ = (PrimaryKeyConstraint("date_id", "person_id"),)
    date_id: Mapped[int] = mapped_column(ForeignKey("session_date.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    says: Mapped[str] = mapped_column(String(5))
