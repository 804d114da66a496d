"""Writing the plan of a session, anew and again."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold
from grappe.foundation.watch import push
from grappe.rooms.models import CHAIR, Room
from grappe.rooms.operations import membership as rooms

from ...models import CANCELLED, CLOSED, NETWORK, PLANNED, ROOM, Session
from .clock import promise
from .coming import move_up

PAST = N_("Choose a moment in the future.")
OVERTAKEN = N_("Somebody changed the plan while you were writing. Nothing was overwritten.")


@dataclass(frozen=True)
class Plan:
    """All that one writes of a session. Without `starts_at` its date is still to be found."""

    title: str
    about: str = ""
    starts_at: dt.datetime | None = None
    minutes: int = 60
    timezone: str = "Europe/Paris"
    link: str = ""
    capacity: int | None = None
    minimum: int | None = None
    pitches_until: dt.datetime | None = None


@operation
def plan(by: Actor, key: str, text: Plan, room: Room | None = None) -> Session:
    """In `room`, for the people of it; without one, for the network in a room of its own. `key`
    was drawn when the form was: sent twice, it is one session."""
    require(by, "sessions.plan")
    if room is not None:
        require(by, "rooms.manage", room)
    known = db.session.scalar(select(Session).where(Session.key == key))
    if known is not None:
        if known.by_id != by.person_id:
            raise Invalid(N_("This form belongs to somebody else. Open a new one."))
        return known
    check(text, None)
    held = room or own_room(by, text.title)
    session = Session(
        key=key, room_id=held.id, organisation_id=by.organisation_id, by_id=by.person_id,
        visibility=ROOM if room else NETWORK,
    )  # fmt: skip
    write(session, text)
    db.session.add(session)
    db.session.flush()
    if room is None:
        held.holder_id, held.path = session.id, f"/sessions/{session.id}"
        rooms.admit(held, by.person_id, by.organisation_id, CHAIR)
    deed(by, "sessions.planned", session)
    promise(session)
    changed(session)
    return session


def own_room(by: Actor, title: str) -> Room:
    """It is opened before its session is there, which then takes it over."""
    return rooms.open_room(
        by, title[:120], holder_type=Session.__tablename__, holder_id=0,
        place=by.organisation_name[:160], path="",
    )  # fmt: skip


@operation
def amend(by: Actor, session: Session, seen: int, text: Plan) -> Session:
    """Change the plan. Whoever registered is told when the date has moved, and of nothing less."""
    require(by, "sessions.manage", session)
    overtake(session, seen)
    need_unfinished(session)
    check(text, session)
    before = (session.starts_at, session.minutes)
    was_full = session.capacity
    write(session, text)
    session.plan_version += 1
    if session.capacity != was_full:
        move_up(by, session)
    if session.visibility == NETWORK:
        room = db.session.get_one(Room, session.room_id)
        if room.title != session.title[:120]:
            rooms.rename(room, session.title[:120], room.place)
    if before != (session.starts_at, session.minutes) and before[0] is not None:
        deed(by, "sessions.moved", session, version=session.plan_version)
    promise(session)
    changed(session)
    return session


def need_unfinished(session: Session) -> None:
    if session.state in (CLOSED, CANCELLED):
        raise Conflict(N_("This session is over: its plan stays as it was."))


def write(session: Session, text: Plan) -> None:
    session.title, session.about = text.title, text.about
    session.folded = fold(f"{text.title} {text.about}")
    session.starts_at, session.minutes, session.timezone = (
        text.starts_at, text.minutes, text.timezone,
    )  # fmt: skip
    session.link, session.capacity, session.minimum = text.link, text.capacity, text.minimum
    session.pitches_until = text.pitches_until


def check(text: Plan, session: Session | None) -> None:
    """What cannot be meant. A date that is not touched may have passed."""
    if not text.title:
        raise Invalid(N_("Give the session a title."), field="title")
    if text.link and not is_https(text.link):
        raise Invalid(N_("Write an address that begins with https://"), field="link")
    if not 5 <= text.minutes <= 24 * 60:
        raise Invalid(N_("A session takes between 5 minutes and a day."), field="minutes")
    old = session.starts_at if session else None
    if text.starts_at and text.starts_at != old and text.starts_at <= utc_now():
        raise Invalid(PAST, field="day")
    if session and session.starts_at and text.starts_at is None:
        raise Invalid(N_("The date stands: move it, or cancel the session."), field="day")
    if text.capacity and text.minimum and text.minimum > text.capacity:
        raise Invalid(N_("The minimum cannot be greater than the number of places."),
                      field="minimum")  # fmt: skip
    if text.pitches_until and text.starts_at and text.pitches_until > text.starts_at:
        raise Invalid(N_("The call for pitches ends before the session begins."),
                      field="pitches_day")  # fmt: skip


def is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and " " not in address
    except ValueError:
        return False


def overtake(session: Session, seen: int) -> None:
    """Hold the session, and stop when its plan is not the one that was on the page."""
    lock(session)
    if session.plan_version != seen:
        raise Conflict(OVERTAKEN)


def need_planned(session: Session) -> None:
    if session.state != PLANNED:
        raise Conflict(N_("This session is no longer being planned."))


def changed(session: Session) -> None:
    push(f"sessions/{session.id}")
