"""What waits for somebody: to decide, to answer, to finish, to close; the most urgent first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from grappe.accounts.models import Person
from grappe.calls.models import Call, CallQuestion, Interest
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import ADMINISTRATOR, Organisation

MOST = 40
# What somebody else waits for: it is counted in the title of the page.
AWAITED = ("decide", "question", "request", "invitation")
SOON, LATE = dt.timedelta(days=4), dt.timedelta(days=10)


@dataclass(frozen=True)
class Waiting:
    """`kind` says what is to be done; `id` is the interest, call, group or question; `who` and
    `organisation` wait for it (or called), since `at`; `deadline` is the call's own."""

    kind: str
    id: int
    call_id: int
    title: str
    deadline: dt.datetime | None
    organisation_id: int
    organisation: str
    who: str
    at: dt.datetime

    @property
    def awaited(self) -> bool:
        return self.kind in AWAITED

    @property
    def urgency(self) -> str:
        """now, soon or nothing: by the deadline for what I write, by its age for what I owe."""
        now = utc_now()
        if self.kind == "overdue":
            return "now"
        if self.awaited:
            age = now - self.at
            return "now" if age > LATE else "soon" if age > SOON else ""
        left = self.deadline - now if self.deadline else LATE
        return "now" if left < dt.timedelta(days=2) else "soon" if left < LATE else ""

    @property
    def rank(self) -> tuple[int, bool, dt.datetime]:
        return ("now", "soon", "").index(self.urgency), not self.awaited, self.at


def waiting(by: Actor) -> list[Waiting]:
    """Everything that waits for `by`, as they act now. One query of calls and answers."""
    if by.organisation_id is None:
        return []
    parts = (to_decide(by), questions(by), answers_begun(by), calls_begun(by), calls_past(by))
    rows = db.session.execute(union_all(*parts).limit(MOST))
    return sorted((Waiting(*row) for row in rows), key=lambda one: one.rank)


def row(kind: str, number: Any, organisation: Any, who: Any, at: Any) -> list[Any]:
    return [
        literal(kind).label("kind"), number.label("id"), Call.id.label("call_id"), Call.title,
        Call.deadline.label("deadline"), organisation.id.label("organisation_id"),
        organisation.name.label("organisation"), who.label("who"), at.label("at"),
    ]  # fmt: skip


def to_decide(by: Actor) -> Select[Any]:
    """Answers to our calls that nobody has looked at yet."""
    return (
        select(*row("decide", Interest.id, Organisation, Person.name, sent()))
        .join(Call, Call.id == Interest.call_id)
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .join(Person, Person.id == Interest.person_id)
        .where(visible(by, "interests.decide"), Interest.state == "sent", Call.state == "open")
    )


def sent() -> ColumnElement[Any]:
    return func.coalesce(Interest.sent_at, Interest.updated_at)


def questions(by: Actor) -> Select[Any]:
    """Questions about the calls one looks after, without an answer."""
    return (
        select(*row("question", CallQuestion.id, Organisation, Person.name, CallQuestion.at))
        .join(Call, Call.id == CallQuestion.call_id)
        .join(Organisation, Organisation.id == CallQuestion.organisation_id)
        .join(Person, Person.id == CallQuestion.person_id)
        .where(visible(by, "calls.answer_question"), Call.state == "open", looks_after(by))
        .where(CallQuestion.answered_at.is_(None))
    )


def answers_begun(by: Actor) -> Select[Any]:
    """One's own answers that are not sent yet, while the call still takes them."""
    return (
        select(*row("answer", Interest.id, Organisation, literal(""), Interest.updated_at))
        .join(Call, Call.id == Interest.call_id)
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(visible(by, "interests.discard"), Interest.person_id == by.person_id)
        .where(visible(by, "calls.read"), Call.state == "open", Call.deadline > utc_now())
    )


def calls_begun(by: Actor) -> Select[Any]:
    """One's own calls that are not published yet."""
    return (
        select(*row("draft", Call.id, Organisation, literal(""), Call.updated_at))
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(visible(by, "calls.discard"), Call.author_id == by.person_id)
    )


def calls_past(by: Actor) -> Select[Any]:
    """Calls one looks after whose deadline has passed: to extend, or to close with an outcome."""
    return (
        select(*row("overdue", Call.id, Organisation, literal(""), Call.deadline))
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(visible(by, "calls.close"), Call.deadline <= utc_now(), looks_after(by))
    )


def looks_after(by: Actor) -> ColumnElement[bool]:
    mine = or_(Call.author_id == by.person_id, Call.second_contact_id == by.person_id)
    return or_(mine, literal(by.role == ADMINISTRATOR))
