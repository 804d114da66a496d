"""What other pages gather: the next dates of somebody, and what waits for their answer."""

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


def next_dates(by: Actor, limit: int = 5) -> list[AnyRow]:
    """The sessions `by` comes to or organises, the next first: id, title, state, starts_at,
    timezone. One query."""
    return list(ask(coming(), by, most=limit).all())


@cache
def coming() -> AnySelect:
    mine = select(Registration.session_id).where(
        Registration.person_id == ASKER.person_id, Registration.withdrawn_at.is_(None)
    )
    return (
        select(Session.id, Session.title, Session.state, Session.starts_at, Session.timezone)
        .where(
            or_(Session.id.in_(mine), Session.by_id == ASKER.person_id),
            Session.state.in_((PLANNED, LIVE)), Session.starts_at.is_not(None),
            visible(ASKER, "sessions.read"),
        )
        .order_by(Session.state != LIVE, Session.starts_at, Session.id)
        .limit(bindparam("most"))
    )  # fmt: skip


def waiting_for(by: Actor) -> list[AnyRow]:
    """Rows (kind "hosting" or "poll", id, title, organisation, at): asked to organise too, and
    polls of dates that `by` has not answered. One query."""
    if by.organisation_id is None:
        return []
    return sorted(ask(all_that_waits(), by).all(), key=lambda row: row.at)


@cache
def all_that_waits() -> Any:
    return union_all(hosting(), polls())


def row(kind: str, at: Any) -> AnySelect:
    asks = aliased(Organisation)
    return select(
        literal(kind).label("kind"), Session.id, Session.title, asks.name.label("organisation"),
        at.label("at"),
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
