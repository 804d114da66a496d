"""Counting who comes. Right while the session's row is held."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.models import Deed
from grappe.foundation.news import deed

from ...models import REGISTERED, Registration, Session


def active(session: Session) -> ColumnElement[bool]:
    return and_(Registration.session_id == session.id, Registration.withdrawn_at.is_(None))


def seated(session: Session) -> int:
    found = select(func.count(Registration.id)).where(
        active(session), Registration.state == REGISTERED
    )
    return db.session.scalar(found) or 0


def places_left(session: Session) -> int | None:
    """None when everybody finds a place."""
    return None if session.capacity is None else max(0, session.capacity - seated(session))


def enough(session: Session) -> bool:
    return seated(session) >= (session.minimum or 0)


def known(session: Session, verb: str, date: str = "") -> bool:
    """Whether it has been told, for this date."""
    told = select(Deed.data).where(
        Deed.object_type == Session.__tablename__, Deed.object_id == session.id, Deed.verb == verb
    )
    return any(not date or data.get("date") == date for data in db.session.scalars(told))


def stamp(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%d%H%M}"


def counted_again(by: Actor, session: Session) -> None:
    """Somebody has come in: where too few was told, that they are enough now is told too."""
    if session.starts_at is None or not session.minimum:
        return
    date = stamp(session.starts_at)
    short = known(session, "sessions.too_few", date)
    if short and enough(session) and not known(session, "sessions.enough", date):
        deed(by, "sessions.enough", session, date=date)
