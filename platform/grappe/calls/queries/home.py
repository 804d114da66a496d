"""What other pages gather from this slice: what waits, what fits, what ends soon."""

import datetime as dt
from typing import Any

from sqlalchemy import ScalarSelect, and_, case, func, literal, or_, select, union_all

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.policy import visible

from ..models import Call, CallFollow, CallQuestion, Interest
from .fit import concerns, flags, profile, score
from .lists import CallLine, is_open, lines, readable, rows_of


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
    found = union_all(answers(by), open_questions(by), overdue(by), drafts(by), draft_answers(by))
    rows = db.session.execute(found).all()
    return sorted(rows, key=lambda row: row.at)


def ours(by: Actor) -> Any:
    return and_(Call.organisation_id == by.organisation_id, visible(by, "calls.edit"))


def row(kind: str, number: Any, at: Any, interest: Any = None) -> list[Any]:
    who = literal(0) if interest is None else interest
    return [literal(kind).label("kind"), Call.id.label("call_id"), who.label("interest_id"),
            Call.title, number.label("number"), at.label("at")]  # fmt: skip


def answers(by: Actor) -> Any:
    query = select(*row("answers", func.count(Interest.id), func.min(Interest.sent_at)))
    query = query.join(Interest, Interest.call_id == Call.id)
    return query.where(ours(by), Interest.state == "sent").group_by(Call.id, Call.title)


def open_questions(by: Actor) -> Any:
    query = select(*row("questions", func.count(CallQuestion.id), func.min(CallQuestion.at)))
    query = query.join(CallQuestion, CallQuestion.call_id == Call.id)
    return query.where(ours(by), CallQuestion.answered_at.is_(None)).group_by(Call.id, Call.title)


def overdue(by: Actor) -> Any:
    late = and_(Call.state == "open", Call.deadline <= utc_now())
    return select(*row("overdue", literal(1), Call.deadline)).where(ours(by), late)


def drafts(by: Actor) -> Any:
    mine = and_(Call.state == "draft", Call.author_id == by.person_id)
    return select(*row("draft", literal(1), Call.updated_at)).where(ours(by), mine)


def draft_answers(by: Actor) -> Any:
    query = select(*row("draft_answer", literal(1), Interest.updated_at, Interest.id))
    return query.join(Interest, Interest.call_id == Call.id).where(
        Interest.organisation_id == by.organisation_id, Interest.person_id == by.person_id,
        Interest.state == "draft", is_open(), visible(by, "interests.read"),
    )  # fmt: skip


def calls_that_fit(by: Actor, limit: int = 5) -> list[CallLine]:
    """The open calls that concern the organisation most, with their reasons. Three queries."""
    mine = profile(by)
    if mine is None:
        return []
    found = flags(mine)

    def best(of: Any) -> list[Any]:
        return [score(of).desc(), Call.deadline, Call.id.desc()]

    others = Call.organisation_id != mine.organisation_id
    shown = select(Call.id).where(readable(by), is_open(), others, concerns(found))
    rows = rows_of(by, mine, shown.order_by(*best(found)).limit(limit), best)
    return lines(rows, mine)


def deadlines(by: Actor, limit: int = 5) -> list[AnyRow]:
    """The next deadlines of calls one has to do with: rows (id, title, deadline, timezone, why).

    `why` is `ours`, `answered` or `followed`. One query.
    """
    organisation = by.organisation_id or 0
    answered = select(Interest.call_id).where(
        Interest.organisation_id == organisation, Interest.state.not_in(("declined", "withdrawn"))
    )
    followed = select(CallFollow.call_id).where(CallFollow.person_id == by.person_id)
    own = Call.organisation_id == organisation
    until = utc_now() + dt.timedelta(days=60)
    query = (
        select(Call.id, Call.title, Call.deadline, Call.timezone,
               why(own, Call.id.in_(answered)).label("why"))
        .where(readable(by), is_open(), Call.deadline <= until,
               or_(own, Call.id.in_(answered), Call.id.in_(followed)))
        .order_by(Call.deadline, Call.id)
        .limit(limit)
    )  # fmt: skip
    return list(db.session.execute(query).all())


def why(own: Any, answered: Any) -> Any:
    return case((own, "ours"), (answered, "answered"), else_="followed")
