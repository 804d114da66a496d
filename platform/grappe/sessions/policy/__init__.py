"""Who may plan, see, run and take part in a session.

A session happens in a room: whoever is in the room takes part. Its own organisers run it, and those
who run the room.
"""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from grappe.calls.policy import CALLERS
from grappe.foundation.policy import Principal, rule
from grappe.foundation.watch import watchable
from grappe.organisations.policy import acts_for, acts_somewhere, belongs, works_somewhere
from grappe.rooms.policy import MANAGERS, is_member

from ..models import CANCELLED, LIVE, NETWORK, PLANNED, Session, SessionHost


def hosts(p: Principal, acting: bool) -> ColumnElement[bool]:
    """The person's organisation has agreed to organise it too."""
    host = aliased(SessionHost)
    does = acts_for if acting else belongs
    found = select(host.session_id).where(
        host.session_id == Session.id,
        host.accepted_at.is_not(None),
        does(p, host.organisation_id),
    )
    return found.correlate_except(host).exists()


@rule("sessions.read", Session)
def may_read(p: Principal) -> ColumnElement[bool]:
    """The people of its room, its organisers, and everybody at work when it is for the network."""
    return or_(
        and_(Session.visibility == NETWORK, works_somewhere(p)),
        is_member(p, Session.room_id),
        belongs(p, Session.organisation_id),
        hosts(p, acting=False),
    )


@rule("sessions.plan")
def may_plan(p: Principal) -> ColumnElement[bool]:
    """For an own room; in a room that is there already one asks `rooms.manage` too."""
    return and_(p.kind.in_(CALLERS), acts_somewhere(p))


@rule("sessions.manage", Session, sees="sessions.read")
def may_manage(p: Principal) -> ColumnElement[bool]:
    return or_(
        acts_for(p, Session.organisation_id),
        hosts(p, acting=True),
        is_member(p, Session.room_id, MANAGERS),
    )


@rule("sessions.register", Session, sees="sessions.read")
def may_register(p: Principal) -> ColumnElement[bool]:
    open_to = or_(Session.visibility == NETWORK, is_member(p, Session.room_id))
    return and_(Session.state.in_((PLANNED, LIVE)), acts_somewhere(p), open_to)


@rule("sessions.take_part", Session, sees="sessions.read")
def may_take_part(p: Principal) -> ColumnElement[bool]:
    """While it is live: whoever is in its room."""
    return and_(Session.state == LIVE, is_member(p, Session.room_id))


@rule("sessions.attend", Session, sees="sessions.read")
def may_attend(p: Principal) -> ColumnElement[bool]:
    """Go on working with what a session has left: whoever is in its room, unless it was dropped."""
    return and_(Session.state != CANCELLED, is_member(p, Session.room_id))


watchable("sessions", Session, "sessions.read")

from . import live, minutes, planning  # noqa: E402

__all__ = ["hosts", "live", "may_manage", "may_read", "minutes", "planning"]
