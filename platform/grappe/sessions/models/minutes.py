"""The minutes of a session: a text that people draft, amend, approve; then only read.

`Minutes.content` is the text that is being worked on, as sections (see operations/minutes/words).
What is approved is a row of its own, an edition, which the database itself does not let change: a
correction is another edition.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    DDL,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    event,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big

# "ended": the time for amendments is over, and the chair may approve.
DRAFT, AMENDING, ENDED, APPROVED = "draft", "amending", "ended", "approved"
PROPOSED, TAKEN, REFUSED = "proposed", "taken", "refused"
MOST_DAYS, USUAL_DAYS = 30, 5


class Minutes(Model):
    """`number` counts the minutes of the place that holds the room (the group). `version` counts
    the edits, for people who edit at once. Amendments are taken until `until`."""

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("holder_type", "holder_id", "number"),
        Index("ix_minutes_waiting", "state", "until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), unique=True
    )
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    holder_type: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[int] = mapped_column(Big)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    until: Mapped[dt.datetime | None]
    drafted_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    approved_at: Mapped[dt.datetime | None]


class MinutesRevision(Model):
    """What one edit changed: for each part of the text what was there before, and what came."""

    __tablename__ = "minutes_revision"
    __table_args__ = (Index("ix_minutes_revision_minutes", "minutes_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    changed: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MinutesEdition(Model):
    """An approved text. `text` is what it says in plain words, `sha256` the digest of its UTF-8
    bytes: whoever keeps the file can check for ever that it is the one that was approved."""

    __tablename__ = "minutes_edition"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class MinutesMark(Model):
    """An entry of the record that stands in approved minutes."""

    __tablename__ = "minutes_mark"
    __table_args__ = (PrimaryKeyConstraint("mark_id", "minutes_id"),)
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id", ondelete="CASCADE"))
    minutes_id: Mapped[int] = mapped_column(
        ForeignKey("minutes.id", ondelete="CASCADE"), index=True
    )


class Amendment(Model):
    """Somebody who was there proposes other words for a passage of one part of the text."""

    __tablename__ = "amendment"
    __table_args__ = (Index("ix_amendment_minutes", "minutes_id", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(40))
    passage: Mapped[str] = mapped_column(Text, default="")
    wording: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED)
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]


class AmendmentVoice(Model):
    """An organisation supports an amendment: one voice, however many of its people were there."""

    __tablename__ = "amendment_voice"
    __table_args__ = (PrimaryKeyConstraint("amendment_id", "organisation_id"),)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


# What is approved stays: the database refuses to change an edition, and to delete one alone.
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER minutes_edition_stays BEFORE UPDATE ON minutes_edition "
        "BEGIN SELECT RAISE(ABORT, 'approved minutes do not change'); END",
        "CREATE TRIGGER minutes_edition_remains BEFORE DELETE ON minutes_edition "
        "WHEN EXISTS (SELECT 1 FROM minutes WHERE id = OLD.minutes_id) "
        "BEGIN SELECT RAISE(ABORT, 'approved minutes do not go away'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION keep_minutes_edition() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF TG_OP = 'DELETE' AND NOT EXISTS "
        "(SELECT 1 FROM minutes WHERE id = OLD.minutes_id) THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'approved minutes do not change'; END $$",
        "CREATE TRIGGER minutes_edition_stays BEFORE UPDATE OR DELETE ON minutes_edition "
        "FOR EACH ROW EXECUTE FUNCTION keep_minutes_edition()",
    ),
}
for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(
            MinutesEdition.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )
