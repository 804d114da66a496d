"""A call for partners: what it says, the seats it seeks to fill, and what happened to it."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now

TITLE = 90
MOST_SEATS, MOST_QUESTIONS = 20, 3
VISIBILITIES = ("public", "network", "clusters")
SEAT_KINDS = ("competence", "territory", "partner")
NO_OUTCOME = "no_outcome_given"
OUTCOMES = (
    "consortium_formed", "partly_filled", "no_suitable_partner", "continued_elsewhere", "cancelled",
)  # fmt: skip
CLOSING_DAYS, GRACE_DAYS = 7, 14


def phase(state: str, deadline: dt.datetime | None) -> str:
    """draft, open, closing (open for a few days more), overdue (open, but too late), closed."""
    if state != "open" or deadline is None:
        return state
    left = deadline - utc_now()
    if left <= dt.timedelta():
        return "overdue"
    return "closing" if left < dt.timedelta(days=CLOSING_DAYS) else "open"


class Call(Model):
    """`deadline` is the instant after which nobody answers; `timezone` is where it was chosen.

    The organisation that calls never changes; `on_behalf_of_id` is known to its own staff only.
    """

    __tablename__ = "call"
    __table_args__ = (
        # As wide as the rule for reading: tens of thousands are counted without being opened.
        Index("ix_call_state_deadline", "state", "deadline", "visibility", "organisation_id"),
        Index("ix_call_organisation_state", "organisation_id", "state", "deadline"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    second_contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    programme: Mapped[str] = mapped_column(String(60), default="", index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    brings: Mapped[str] = mapped_column(Text, default="")
    trl_from: Mapped[int | None]
    trl_to: Mapped[int | None]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    duration: Mapped[int | None]
    working_languages: Mapped[list[Any]] = mapped_column(default=list)
    questions: Mapped[list[Any]] = mapped_column(default=list)
    deadline: Mapped[dt.datetime | None]
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    visibility: Mapped[str] = mapped_column(String(10), default="network")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    outcome: Mapped[str] = mapped_column(String(30), default="")
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    version: Mapped[int] = mapped_column(default=1)
    folded: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    @property
    def phase(self) -> str:
        return phase(self.state, self.deadline)

    @property
    def is_overdue(self) -> bool:
        return self.phase == "overdue"


class CallEcosystem(Model):
    __tablename__ = "call_ecosystem"
    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True
    )
    ecosystem: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class CallCluster(Model):
    """A cluster that a call with the visibility `clusters` is shown to."""

    __tablename__ = "call_cluster"
    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Seat(Model):
    """A need of the call, for `number` partners; `covered` when the caller has it already."""

    __tablename__ = "seat"
    __table_args__ = (
        Index("ix_seat_call", "call_id", "position"),
        Index("ix_seat_country_region", "country", "region"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(12), default="competence")
    words: Mapped[str] = mapped_column(String(80), default="")
    match_key: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    organisation_type: Mapped[str] = mapped_column(String(40), default="", index=True)
    region: Mapped[str] = mapped_column(String(8), default="", index=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    number: Mapped[int] = mapped_column(default=1)
    covered: Mapped[bool] = mapped_column(default=False)


class SeatWord(Model):
    """A word of a seat's match key: by it the seats that may match are found among many."""

    __tablename__ = "seat_word"
    __table_args__ = (Index("ix_seat_word_word", "word", "seat_id"),)
    seat_id: Mapped[int] = mapped_column(
        ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(180), primary_key=True)


class CallRevision(Model):
    """What was changed in a call after it was published: {field: [before, after]}."""

    __tablename__ = "call_revision"
    __table_args__ = (UniqueConstraint("call_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    changed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")


class CallFollow(Model):
    __tablename__ = "call_follow"
    call_id: Mapped[int] = mapped_column(
        ForeignKey("call.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class CallQuestion(Model):
    """A question asked before everybody who may read the call, and its answer."""

    __tablename__ = "call_question"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None]
