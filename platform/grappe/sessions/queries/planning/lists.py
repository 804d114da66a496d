"""The sessions somebody may read: what is live, what comes, what has been."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, and_, case, func, or_, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect, db
from grappe.foundation.policy import visible
from grappe.foundation.text import fold
from grappe.organisations.models import Organisation
from grappe.rooms.models import Room

from ...models import LIVE, PITCH, PLANNED, REGISTERED, SET, Point, Registration, Session

PER_PAGE = 20
TABS = ("coming", "mine", "past")


@dataclass(frozen=True)
class Found:
    """One page of sessions; `total` counts all pages."""

    rows: list[Any]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def listing(by: Actor, tab: str = "coming", words: str = "", page: int = 1) -> Found:
    """One query, whatever the number of sessions."""
    query = lines(by).add_columns(func.count().over().label("total"))
    wanted = [Session.folded.contains(w, autoescape=True) for w in fold(words).split()[:8]]
    query = query.where(*wanted, *of_tab(by, tab)).order_by(*order(tab))
    rows = db.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Found(list(rows), rows[0].total if rows else 0, page)


def of_tab(by: Actor, tab: str) -> list[Any]:
    coming = Session.state.in_((PLANNED, LIVE))
    if tab == "past":
        return [~coming]
    if tab == "mine":
        return [coming, or_(mine(by, Registration.id).is_not(None), visible(by, "sessions.manage"))]
    return [coming]


def order(tab: str) -> tuple[Any, ...]:
    if tab == "past":
        return Session.starts_at.desc(), Session.id.desc()
    return Session.state != LIVE, Session.starts_at.is_(None), Session.starts_at, Session.id


def lines(by: Actor) -> AnySelect:
    """What a line says of a session; of its room only what its people may know."""
    place = case((visible(by, "rooms.read"), Room.place), else_="")
    return (
        select(
            Session.id, Session.title, Session.about, Session.state, Session.starts_at,
            Session.minutes, Session.timezone, Session.visibility, Session.capacity,
            Session.pitches_until, Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"), place.label("place"),
            mine(by, Registration.state).label("mine"), coming().label("coming"),
            pitches().label("pitches"),
        )
        .join(Organisation, Organisation.id == Session.organisation_id)
        .join(Room, Room.id == Session.room_id)
        .where(visible(by, "sessions.read"))
    )  # fmt: skip


def mine(by: Actor, column: Any) -> ScalarSelect[Any]:
    found = select(column).where(
        Registration.session_id == Session.id, Registration.person_id == by.person_id,
        Registration.withdrawn_at.is_(None),
    )  # fmt: skip
    return found.correlate(Session).scalar_subquery()


def coming() -> ScalarSelect[int]:
    found = select(func.count(Registration.id)).where(
        Registration.session_id == Session.id, Registration.withdrawn_at.is_(None),
        Registration.state == REGISTERED,
    )  # fmt: skip
    return found.correlate(Session).scalar_subquery()


def pitches() -> ScalarSelect[int]:
    found = select(func.count(Point.id)).where(
        and_(Point.session_id == Session.id, Point.kind == PITCH, Point.state == SET)
    )
    return found.correlate(Session).scalar_subquery()
