"""What the forms of a plan offer to choose from."""

from sqlalchemy import select

from grappe.calls.models import Call
from grappe.calls.policy import CALLERS
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, is_the, one, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation
from grappe.rooms.models import Room

from ...models import LIVE, PLANNED, WITHDRAWN, Point, Session, SessionHost

MOST = 200


def rooms_i_run(by: Actor) -> list[AnyRow]:
    """Rooms in which `by` may plan a session: open ones, but those of other sessions."""
    found = select(Room.id, Room.title, Room.place).where(
        visible(by, "rooms.manage"), Room.archived_at.is_(None),
        Room.holder_type != Session.__tablename__,
    )  # fmt: skip
    return list(db.session.execute(found.order_by(Room.place, Room.title, Room.id).limit(MOST)))


def hostable(session: Session) -> list[AnyRow]:
    """Organisations that can be asked to organise it too, by name."""
    there = select(SessionHost.organisation_id).where(
        SessionHost.session_id == session.id, SessionHost.declined_at.is_(None)
    )
    found = select(Organisation.id, Organisation.name).where(
        Organisation.kind.in_(CALLERS), Organisation.claimed_at.is_not(None),
        Organisation.id != session.organisation_id, Organisation.id.not_in(there),
    )  # fmt: skip
    return list(db.session.execute(found.order_by(Organisation.sort_key, Organisation.id)))


def my_calls(by: Actor, session: Session) -> list[AnyRow]:
    """The open calls that `by` may pitch at the session and that are not yet."""
    there = select(Point.call_id).where(
        Point.session_id == session.id, Point.call_id.is_not(None), Point.state != WITHDRAWN
    )
    found = select(Call.id, Call.title).where(
        visible(by, "calls.edit"), Call.state == "open", Call.id.not_in(there)
    )
    return list(db.session.execute(found.order_by(Call.title, Call.id).limit(MOST)))


def open_for_pitches(by: Actor, call: Call) -> list[AnyRow]:
    """The sessions at which `by` may pitch the call now, the next first."""
    there = select(Point.session_id).where(Point.call_id == call.id, Point.state != WITHDRAWN)
    found = select(
        Session.id, Session.title, Session.starts_at, Session.timezone, Session.pitches_until
    ).where(
        visible(by, "sessions.pitch"), Session.pitches_until > utc_now(),
        Session.state.in_((PLANNED, LIVE)), Session.id.not_in(there),
    )  # fmt: skip
    return list(db.session.execute(found.order_by(Session.starts_at, Session.id).limit(MOST)))


def call_to_pitch(by: Actor, call_id: int) -> Call:
    return one(select(Call).where(is_the(Call.id, call_id), visible(by, "calls.edit")))


def session_to_pitch(by: Actor, session_id: int) -> Session:
    found = select(Session).where(is_the(Session.id, session_id), visible(by, "sessions.pitch"))
    return one(found)
