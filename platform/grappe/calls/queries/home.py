"""What other pages gather from this slice: what waits, what fits, what ends soon."""

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, and_, bindparam, case, func, literal, select, union_all

from grappe.foundation.actor import Actor
from grappe.foundation.db import UTC, AnyRow, AnySelect, db, moment, utc_now
from grappe.foundation.policy import ASKER, ask, visible

from ..models import Call, CallFollow, CallQuestion, Interest
from ..policy import is_answerable
from .fit import fitting, profile, score
from .lines import CallLine, lines
from .lists import tab


def inbox_count(by: Actor) -> int:
    """Answers sent to the organisation that `by` acts for and that nobody has looked at."""
    return db.session.scalar(select(inbox_number(by))) or 0


def inbox_number(by: Actor) -> ScalarSelect[int]:
    """The same number as a part of a query."""
    sent = select(func.count(Interest.id)).where(
        Interest.caller_id == by.organisation_id, Interest.state == "sent",
        visible(by, "interests.read"),
    )  # fmt: skip
    return sent.scalar_subquery()


def waiting_for(by: Actor) -> list[AnyRow]:
    """What waits for the organisation: rows (kind, call_id, interest_id, title, number, at).

    Kinds: `answers` to look at, `questions` to answer, `overdue` calls to extend or close,
    `draft` calls and `draft_answer`s that `by` has begun. One query, the longest waiting first.
    """
    if by.organisation_id is None:
        return []
    return sorted(ask(all_that_waits(), by), key=lambda row: row.at)


@cache
def all_that_waits() -> Any:
    return union_all(answers(), open_questions(), overdue(), drafts(), draft_answers())


def ours() -> Any:
    return and_(Call.organisation_id == ASKER.organisation_id, visible(ASKER, "calls.edit"))


def row(kind: str, number: Any, at: Any, interest: Any = None) -> list[Any]:
    who = literal(0) if interest is None else interest
    return [literal(kind).label("kind"), Call.id.label("call_id"), who.label("interest_id"),
            Call.title, number.label("number"), at.label("at")]  # fmt: skip


def answers() -> Any:
    query = select(*row("answers", func.count(Interest.id), func.min(Interest.sent_at)))
    query = query.join(Interest, Interest.call_id == Call.id)
    return query.where(ours(), Interest.state == "sent").group_by(Call.id, Call.title)


def open_questions() -> Any:
    query = select(*row("questions", func.count(CallQuestion.id), func.min(CallQuestion.at)))
    query = query.join(CallQuestion, CallQuestion.call_id == Call.id)
    return query.where(ours(), CallQuestion.answered_at.is_(None)).group_by(Call.id, Call.title)


def overdue() -> Any:
    late = and_(Call.state == "open", Call.deadline <= moment())
    return select(*row("overdue", literal(1), Call.deadline)).where(ours(), late)


def drafts() -> Any:
    mine = and_(Call.state == "draft", Call.author_id == ASKER.person_id)
    return select(*row("draft", literal(1), Call.updated_at)).where(ours(), mine)


def draft_answers() -> Any:
    query = select(*row("draft_answer", literal(1), Interest.updated_at, Interest.id))
    return query.join(Interest, Interest.call_id == Call.id).where(
        Interest.organisation_id == ASKER.organisation_id, Interest.person_id == ASKER.person_id,
        Interest.state == "draft", is_answerable(), visible(ASKER, "interests.read"),
    )  # fmt: skip


def calls_that_fit(by: Actor, limit: int = 5) -> list[CallLine]:
    """The open calls that concern the organisation most, with their reasons. Four queries."""
    mine = profile(by)
    if mine is None:
        return []
    ids = ask(best(), by, most=limit, **mine.facts).scalars().all()
    return lines(by, list(ids), mine)


@cache
def best() -> AnySelect:
    found = select(Call.id).join(fitting(), fitting().c.call_id == Call.id)
    sorted_ = found.where(visible(ASKER, "calls.read"), tab("fit"))
    return sorted_.order_by(score().desc(), Call.deadline, Call.id.desc()).limit(bindparam("most"))


def deadlines(by: Actor, limit: int = 5) -> list[AnyRow]:
    """The next deadlines of calls one has to do with: rows (id, title, deadline, timezone, why).

    `why` is `ours`, `answered` or `followed`. One query.
    """
    until = utc_now() + dt.timedelta(days=60)
    return list(ask(concerned(), by, until=until, most=limit).all())


@cache
def concerned() -> AnySelect:
    answered = select(Interest.call_id).where(
        Interest.organisation_id == ASKER.organisation_id,
        Interest.state.not_in(("declined", "withdrawn")),
    )
    followed = select(CallFollow.call_id).where(CallFollow.person_id == ASKER.person_id)
    own = Call.organisation_id == ASKER.organisation_id
    why = case((own, "ours"), (Call.id.in_(answered), "answered"), else_="followed")
    mine = select(Call.id).where(own, Call.state == "open").union(answered, followed)
    return (
        select(Call.id, Call.title, Call.deadline, Call.timezone, why.label("why"))
        .where(Call.id.in_(mine), visible(ASKER, "calls.read"), is_answerable(),
               Call.deadline <= bindparam("until", type_=UTC()))
        .order_by(Call.deadline, Call.id)
        .limit(bindparam("most"))
    )  # fmt: skip
