"""What other pages gather: the next dates of somebody, and what waits for their answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, moment
from grappe.foundation.policy import ASKER, ask, principal, visible
from grappe.organisations.models import Organisation
from grappe.organisations.policy import acts_for

from ...models import LIVE, PLANNED, DateOption, DateVoice, Registration, Session, SessionHost

DATE = "date"


@dataclass(frozen=True)
class Mine:
    """What home says of sessions: `waits` for an answer (kind "hosting" or "poll", id, title,
    organisation, at), and the next `dates` (id, title, state, starts_at, timezone)."""

    waits: Sequence[AnyRow]
    dates: Sequence[AnyRow]


def mine(by: Actor, limit: int = 5) -> Mine:
    """What `by` is asked and where they are expected, the next first. One query."""
    rows = ask(gathered(), by, most=limit).all()
    waits = [row for row in rows if row.kind != DATE and by.organisation_id is not None]
    dates = [row for row in rows if row.kind == DATE]
    return Mine(
        sorted(waits, key=lambda row: row.at),
        sorted(dates, key=lambda row: (row.state != LIVE, row.starts_at, row.id)),
    )


@cache
def gathered() -> Any:
    """In a sub-query: only there may a part of a union have an order and an end on SQLite."""
    next_ones = coming().subquery()
    return union_all(hosting(), polls(), select(*next_ones.c))


def coming() -> AnySelect:
    mine = select(Registration.session_id).where(
        Registration.person_id == ASKER.person_id, Registration.withdrawn_at.is_(None)
    )
    return (
        row(DATE, Session.created_at)
        .where(
            or_(Session.id.in_(mine), Session.by_id == ASKER.person_id),
            Session.state.in_((PLANNED, LIVE)), Session.starts_at.is_not(None),
            visible(ASKER, "sessions.read"),
        )
        .order_by(Session.state != LIVE, Session.starts_at, Session.id)
        .limit(bindparam("most"))
    )  # fmt: skip


def row(kind: str, at: Any) -> AnySelect:
    asks = aliased(Organisation)
    return select(
        literal(kind).label("kind"), Session.id, Session.title, asks.name.label("organisation"),
        at.label("at"), Session.state, Session.starts_at, Session.timezone,
    ).join(asks, asks.id == Session.organisation_id)  # fmt: skip


def hosting() -> AnySelect:
    return row("hosting", SessionHost.asked_at).join(
        SessionHost, SessionHost.session_id == Session.id
    ).where(
        Session.state == PLANNED, SessionHost.accepted_at.is_(None),
        SessionHost.declined_at.is_(None), acts_for(principal(ASKER), SessionHost.organisation_id),
    )  # fmt: skip


def polls() -> AnySelect:
    """Of the people who are meant: those of its room, or who have registered."""
    offered = exists().where(DateOption.session_id == Session.id, DateOption.starts_at > moment())
    answered = exists().where(
        DateOption.session_id == Session.id, DateVoice.date_id == DateOption.id,
        DateVoice.person_id == ASKER.person_id,
    )  # fmt: skip
    mine = exists().where(
        Registration.session_id == Session.id, Registration.person_id == ASKER.person_id,
        Registration.withdrawn_at.is_(None),
    )  # fmt: skip
    meant = or_(Session.visibility == "room", mine)
    return row("poll", Session.created_at).where(
        visible(ASKER, "sessions.answer_poll"), meant, offered, and_(~answered)
    )
