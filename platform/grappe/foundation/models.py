"""What foundation keeps: deeds, the tasks they cause, pulses of live pages, origins."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .db import Model, utc_now

Big = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only on INTEGER


class Deed(Model):
    """Something that lasts: who did what, for whom, to what, when. Rows are only ever added."""

    __tablename__ = "deed"
    __table_args__ = (Index("ix_deed_object", "object_type", "object_id", "id"),)
    id: Mapped[int] = mapped_column(Big, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now, index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    on_behalf_of_id: Mapped[int | None]
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int] = mapped_column(Big)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Task(Model):
    """Work promised in the same transaction as its cause, done at least once by the worker."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_waiting", "done_at", "due_at"),)
    id: Mapped[int] = mapped_column(Big, primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    due_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    leased_until: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Pulse(Model):
    """How often what a live page shows has changed; pages compare, so nothing can be missed."""

    __tablename__ = "pulse"
    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(Big, default=1)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now, index=True)


class AccessEpoch(Model):
    """One row that counts up whenever somebody's access shrinks other than room by room."""

    __tablename__ = "access_epoch"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Big, default=0)


class Origin(Model):
    """Which object came out of which: the thread from a challenge to a report, both ways."""

    __tablename__ = "origin"
    __table_args__ = (Index("ix_origin_from", "from_type", "from_id"),)
    to_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    to_id: Mapped[int] = mapped_column(Big, primary_key=True)
    from_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    from_id: Mapped[int] = mapped_column(Big, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class IndexedUpTo(Model):
    """How far the log of a place (a room) has been brought into an index of what is searched."""

    __tablename__ = "indexed_up_to"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    place_id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    upto: Mapped[int] = mapped_column(Big, default=0)
