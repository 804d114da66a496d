"""What happens in a session while it is live, and stays after it.

Where the session stands (its point, its clock, its version) is in the row of the session itself.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now

PERSON, ORGANISATION = "person", "organisation"  # who has one voice in a poll
UNDONE = "done_at IS NULL"


class Presence(Model):
    """Somebody is there, for an organisation: their first sign while it was live."""

    __tablename__ = "session_presence"
    __table_args__ = (PrimaryKeyConstraint("session_id", "person_id"),)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Hand(Model):
    """A raised hand. Whoever raised it first speaks first; nobody has two at once."""

    __tablename__ = "session_hand"
    __table_args__ = (
        Index("uq_session_hand_up", "session_id", "person_id", unique=True,
              sqlite_where=text(UNDONE), postgresql_where=text(UNDONE)),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    raised_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    called_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]


class Question(Model):
    """Asked at a point. One that is hidden keeps who hid it, and when."""

    __tablename__ = "session_question"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), index=True
    )
    point_id: Mapped[int | None] = mapped_column(ForeignKey("session_point.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(String(500))
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    answered_at: Mapped[dt.datetime | None]
    hidden_at: Mapped[dt.datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class QuestionVote(Model):
    """Somebody would like to hear the answer, too."""

    __tablename__ = "session_question_vote"
    __table_args__ = (PrimaryKeyConstraint("question_id", "person_id"),)
    question_id: Mapped[int] = mapped_column(ForeignKey("session_question.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class Poll(Model):
    """A choice put to everybody; `per` says who has one voice."""

    __tablename__ = "session_poll"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(200))
    choices: Mapped[list[Any]]
    per: Mapped[str] = mapped_column(String(12), default=PERSON)
    opened_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[dt.datetime | None]


class PollVoice(Model):
    """`voter_id` is the person, or the organisation, that has the one voice."""

    __tablename__ = "session_poll_voice"
    __table_args__ = (PrimaryKeyConstraint("poll_id", "voter_id"),)
    poll_id: Mapped[int] = mapped_column(ForeignKey("session_poll.id", ondelete="CASCADE"))
    voter_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    choice: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class HaveItToo(Model):
    """An organisation knows the problem of a pitch, and says in one line how."""

    __tablename__ = "session_too"
    __table_args__ = (PrimaryKeyConstraint("point_id", "organisation_id"),)
    point_id: Mapped[int] = mapped_column(ForeignKey("session_point.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class PitchInterest(Model):
    """An organisation is interested in a pitched call: the answer that was begun in the session."""

    __tablename__ = "session_interest"
    __table_args__ = (PrimaryKeyConstraint("point_id", "organisation_id"),)
    point_id: Mapped[int] = mapped_column(ForeignKey("session_point.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    interest_id: Mapped[int] = mapped_column(
        ForeignKey("interest.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
