"""Who may read the minutes of a session, work on them, amend and approve them.

A draft is of those who run the session. From the day it is opened for amendments it may be read by
whoever may see the session; only who was there may amend it.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from grappe.foundation.policy import Principal, rule
from grappe.foundation.watch import watchable
from grappe.organisations.policy import acts_for
from grappe.rooms.models import CHAIR, RoomMember
from grappe.rooms.policy import is_member

from ..models import DRAFT, Amendment, Minutes, Registration, Session
from . import may_manage as may_manage_session
from . import may_read as may_read_session


def session_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the session that the minutes are of."""
    found = select(Session.id).where(Session.id == Minutes.session_id, condition)
    return found.correlate_except(Session).exists()


@rule("minutes.read", Minutes)
def may_read(p: Principal) -> ColumnElement[bool]:
    readers = and_(Minutes.state != DRAFT, session_is(may_read_session(p)))
    return or_(readers, may_edit(p))


@rule("minutes.edit", Minutes)
def may_edit(p: Principal) -> ColumnElement[bool]:
    """Chair and secretary of its room, and those who organise the session."""
    return session_is(may_manage_session(p))


@rule("minutes.approve", Minutes)
def may_approve(p: Principal) -> ColumnElement[bool]:
    """The chair of its room; where a room has none, whoever organises the session."""
    sits = aliased(RoomMember)
    chair = select(sits.id).where(
        sits.room_id == Minutes.room_id, sits.role == CHAIR, sits.left_at.is_(None)
    )
    no_chair = ~chair.correlate_except(sits).exists()
    organiser = session_is(acts_for(p, Session.organisation_id))
    return or_(is_member(p, Minutes.room_id, (CHAIR,)), and_(no_chair, organiser))


def was_there(p: Principal, session_id: Any) -> ColumnElement[bool]:
    """Came to the session, for the organisation they act for now."""
    came = aliased(Registration)
    found = select(came.id).where(
        came.session_id == session_id,
        came.person_id == p.id,
        came.came_at.is_not(None),
        acts_for(p, came.organisation_id),
    )
    return found.correlate_except(came).exists()


@rule("minutes.amend", Minutes)
def may_amend(p: Principal) -> ColumnElement[bool]:
    return and_(
        Minutes.state != DRAFT,
        was_there(p, Minutes.session_id),
        session_is(may_read_session(p)),
    )


def of_the_minutes(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(Minutes.id).where(Minutes.id == Amendment.minutes_id, condition)
    return found.correlate_except(Minutes).exists()


@rule("amendments.read", Amendment)
def may_read_amendment(p: Principal) -> ColumnElement[bool]:
    return of_the_minutes(may_read(p))


@rule("amendments.support", Amendment)
def may_support(p: Principal) -> ColumnElement[bool]:
    return of_the_minutes(may_amend(p))


@rule("amendments.decide", Amendment)
def may_decide(p: Principal) -> ColumnElement[bool]:
    return of_the_minutes(may_edit(p))


watchable("minutes", Minutes, "minutes.read")
