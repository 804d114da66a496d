"""Who may leave a session, read its conference link, answer its poll, pitch and co-organise."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from grappe.foundation.policy import Principal, rule
from grappe.organisations.policy import acts_for, belongs

from ..models import PLANNED, REGISTERED, Point, Registration, Session, SessionHost
from . import may_manage, may_read, may_register


def signed_on(p: Principal, *conditions: Callable[[Any], Any]) -> ColumnElement[bool]:
    mine = Registration.__table__.alias()
    found = select(mine.c.id).where(
        mine.c.session_id == Session.id, mine.c.person_id == p.id, *(c(mine) for c in conditions)
    )
    return and_(p.active, found.correlate_except(mine).exists())


@rule("sessions.unregister", Session, sees="sessions.read")
def may_unregister(p: Principal) -> ColumnElement[bool]:
    """Also for who has done so: a second click finds that it is done."""
    return signed_on(p)


@rule("sessions.link", Session, sees="sessions.read")
def may_follow_link(p: Principal) -> ColumnElement[bool]:
    """The conference is for those who have a place, while they work for whom they registered."""
    place = signed_on(
        p,
        lambda mine: and_(mine.c.state == REGISTERED, mine.c.withdrawn_at.is_(None)),
        lambda mine: belongs(p, mine.c.organisation_id),
    )
    return or_(place, may_manage(p))


@rule("sessions.answer_poll", Session, sees="sessions.read")
def may_answer_poll(p: Principal) -> ColumnElement[bool]:
    return and_(Session.state == PLANNED, Session.starts_at.is_(None), may_register(p))


@rule("sessions.answer_hosting", Session, sees="sessions.see_hosting")
def may_answer_hosting(p: Principal) -> ColumnElement[bool]:
    """Whoever acts for an organisation that was asked to organise it too."""
    return asked(p, acting=True)


@rule("sessions.see_hosting", Session, sees="sessions.see_hosting")
def may_see_hosting(p: Principal) -> ColumnElement[bool]:
    return asked(p, acting=False)


def asked(p: Principal, acting: bool) -> ColumnElement[bool]:
    host = aliased(SessionHost)
    does = acts_for if acting else belongs
    found = select(host.session_id).where(
        host.session_id == Session.id, does(p, host.organisation_id)
    )
    return found.correlate_except(host).exists()


@rule("sessions.pitch", Session, sees="sessions.read")
def may_pitch(p: Principal) -> ColumnElement[bool]:
    """Of the call that is pitched one asks `calls.edit` too."""
    return may_register(p)


@rule("sessions.see_point", Point, sees="sessions.see_point")
def may_see_point(p: Principal) -> ColumnElement[bool]:
    found = select(Session.id).where(Session.id == Point.session_id, may_read(p))
    return found.correlate_except(Session).exists()


@rule("sessions.manage_point", Point, sees="sessions.see_point")
def may_manage_point(p: Principal) -> ColumnElement[bool]:
    found = select(Session.id).where(Session.id == Point.session_id, may_manage(p))
    return found.correlate_except(Session).exists()


@rule("sessions.withdraw_pitch", Point, sees="sessions.see_point")
def may_withdraw_pitch(p: Principal) -> ColumnElement[bool]:
    """The organisation whose pitch it is."""
    return and_(Point.organisation_id.is_not(None), acts_for(p, Point.organisation_id))


@rule("sessions.follow")
def only_the_worker(p: Principal) -> ColumnElement[bool]:
    """What follows from the news of others is nobody's own act."""
    return false()


@rule("sessions.feed")
def may_have_feed(p: Principal) -> ColumnElement[bool]:
    return p.active
