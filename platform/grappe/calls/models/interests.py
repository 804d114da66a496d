"""An expression of interest: who would take which seats of a call, and what the caller said."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.storage import Stored, keeps

STATES = ("draft", "sent", "shortlisted", "accepted", "declined", "withdrawn")
ANSWERED = ("accepted", "declined", "withdrawn")
REASONS = ("seat_filled", "other_profile", "other_place", "too_late", "budget", "other")
MESSAGE = 1500
ACTIVE = "state NOT IN ('declined', 'withdrawn')"


class Interest(Model):
    """`caller_id` is the organisation of the call, which never changes: rules and counts need it.

    `party_id` is who would be the partner: the company acted for, or the organisation itself. The
    name of the company is for the two organisations only.
    """

    __tablename__ = "interest"
    __table_args__ = (
        Index("uq_interest_active", "call_id", "organisation_id", "party_id", unique=True,
              sqlite_where=text(ACTIVE), postgresql_where=text(ACTIVE)),
        Index("ix_interest_call_state", "call_id", "state"),
        Index("ix_interest_caller_state", "caller_id", "state"),
        Index("ix_interest_organisation_state", "organisation_id", "state"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    caller_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    message: Mapped[str] = mapped_column(Text, default="")
    profile: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[dt.datetime | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(20), default="")
    reason_text: Mapped[str] = mapped_column(Text, default="")


class InterestSeat(Model):
    """A seat that the interest is for; `granted` once the caller has accepted it for that seat."""

    __tablename__ = "interest_seat"
    interest_id: Mapped[int] = mapped_column(
        ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True
    )
    seat_id: Mapped[int] = mapped_column(
        ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    granted: Mapped[bool] = mapped_column(default=False)


class InterestFile(Model):
    __tablename__ = "interest_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(
        ForeignKey("interest.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(130))
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)

    @property
    def stored(self) -> Stored:
        return Stored(self.key, self.name, self.type, self.size, self.sha256)


keeps(InterestFile.key)


class InterestRevision(Model):
    """What was changed in an interest after it was sent: {field: [before, after]}."""

    __tablename__ = "interest_revision"
    __table_args__ = (UniqueConstraint("interest_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed: Mapped[dict[str, Any]] = mapped_column(default=dict)


class InterestNote(Model):
    """A line of the private thread between the caller and whoever answered."""

    __tablename__ = "interest_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(
        ForeignKey("interest.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
