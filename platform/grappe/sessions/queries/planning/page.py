"""The page of a session: its facts, organisers, running order, who comes, the poll of dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, and_, case, cast, literal, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.calls.models import Call
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.models import Pulse
from grappe.foundation.policy import abilities, visible
from grappe.organisations.models import Organisation
from grappe.rooms.models import Room

from ...models import (
    LIVE,
    OFFERED,
    PITCH,
    PLANNED,
    REGISTERED,
    SET,
    WAITING,
    WITHDRAWN,
    DateOption,
    DateVoice,
    Point,
    Registration,
    Session,
    SessionHost,
)  # fmt: skip

MAY = (
    "sessions.manage", "sessions.register", "sessions.link", "sessions.pitch",
    "sessions.answer_poll", "sessions.take_part", "sessions.attend",
)  # fmt: skip


@dataclass(frozen=True)
class SessionPage:
    """`points` stand in the running order, `offered` are pitches that do not yet."""

    facts: AnyRow
    may: frozenset[str]
    hosts: list[AnyRow]
    points: list[AnyRow]
    offered: list[AnyRow]
    comers: list[AnyRow]
    dates: list["Date"]
    mine: AnyRow | None

    @property
    def seated(self) -> list[AnyRow]:
        return [row for row in self.comers if row.state == REGISTERED]

    @property
    def waiting(self) -> list[AnyRow]:
        return [row for row in self.comers if row.state == WAITING]

    @property
    def planned_minutes(self) -> int:
        return sum(row.minutes for row in self.points)


@dataclass(frozen=True)
class Date:
    """A date that is asked for: who says what, and what the reader says."""

    id: int
    starts_at: dt.datetime
    voices: list[AnyRow]
    mine: str

    def count(self, says: str) -> int:
        return sum(row.says == says for row in self.voices)


def session_page(by: Actor, session: Session) -> SessionPage:
    rows = agenda(by, session)
    comers = coming(session)
    return SessionPage(
        facts=facts(by, session), may=abilities(by, session, *MAY), hosts=hosts(session),
        points=[row for row in rows if row.state == SET],
        offered=[row for row in rows if row.state == OFFERED], comers=comers,
        dates=dates(by, session) if session.starts_at is None else [],
        mine=next((row for row in comers if row.person_id == by.person_id), None),
    )  # fmt: skip


def facts(by: Actor, session: Session) -> AnyRow:
    """The version first of all: never newer than what is shown."""
    topic = literal("sessions/") + cast(literal(session.id), String)
    inside = visible(by, "rooms.read")
    found = select(
        select(Pulse.version).where(Pulse.topic == topic).scalar_subquery().label("pulse"),
        Organisation.name.label("organisation"), Organisation.slug,
        Person.name.label("person"), inside.label("inside"),
        case((inside, Room.title), else_="").label("room"),
        case((inside, Room.place), else_="").label("place"),
        case((inside, Room.path), else_="").label("path"),
        Room.archived_at,
    ).select_from(Session)  # fmt: skip
    found = found.join(Organisation, Organisation.id == Session.organisation_id)
    found = found.join(Person, Person.id == Session.by_id).join(Room, Room.id == Session.room_id)
    return db.session.execute(found.where(Session.id == session.id)).one()


def hosts(session: Session) -> list[AnyRow]:
    found = (
        select(
            SessionHost.organisation_id, SessionHost.accepted_at, SessionHost.declined_at,
            SessionHost.asked_at, Organisation.name, Organisation.slug,
        )
        .join(Organisation, Organisation.id == SessionHost.organisation_id)
        .where(SessionHost.session_id == session.id)
        .order_by(SessionHost.asked_at, Organisation.sort_key)
    )  # fmt: skip
    return list(db.session.execute(found))


def agenda(by: Actor, session: Session) -> list[AnyRow]:
    """All points but the withdrawn, in their order. Of a pitch, `title` is that of its call where
    `by` may read it (`open`); else it is empty, and only the organisation is named."""
    opens = and_(Call.id.is_not(None), visible(by, "calls.read"))
    shown = case((opens, Call.title), (Point.kind == PITCH, ""), else_=Point.title)
    presenter, owner = aliased(Person), aliased(Organisation)
    found = (
        select(
            Point.id, Point.kind, Point.state, Point.position, Point.minutes, Point.started_at,
            Point.done_at, Point.spent, Point.organisation_id, Point.presenter_id,
            shown.label("title"), case((opens, Call.id)).label("call_id"),
            case((opens, Call.state), else_="").label("call_state"), opens.label("open"),
            owner.name.label("organisation"), presenter.name.label("presenter"),
            visible(by, "sessions.withdraw_pitch").label("ours"),
        )
        .select_from(Point)
        .outerjoin(Call, Call.id == Point.call_id)
        .outerjoin(owner, owner.id == Point.organisation_id)
        .outerjoin(presenter, presenter.id == Point.presenter_id)
        .where(Point.session_id == session.id, Point.state != WITHDRAWN)
        .order_by(Point.state != SET, Point.position, Point.id)
    )  # fmt: skip
    return list(db.session.execute(found))


def coming(session: Session) -> list[AnyRow]:
    found = (
        select(
            Registration.person_id, Registration.state, Registration.at, Registration.came_at,
            Registration.organisation_id, Person.name, Organisation.name.label("organisation"),
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.session_id == session.id, Registration.withdrawn_at.is_(None))
        .order_by(Registration.id)
    )  # fmt: skip
    return list(db.session.execute(found))


def dates(by: Actor, session: Session) -> list[Date]:
    found = (
        select(
            DateOption.id, DateOption.starts_at, DateVoice.says, DateVoice.person_id, Person.name,
            Organisation.name.label("organisation"),
        )
        .outerjoin(DateVoice, DateVoice.date_id == DateOption.id)
        .outerjoin(Person, Person.id == DateVoice.person_id)
        .outerjoin(Organisation, Organisation.id == DateVoice.organisation_id)
        .where(DateOption.session_id == session.id)
        .order_by(DateOption.starts_at, Person.name)
    )  # fmt: skip
    options: dict[int, list[Any]] = {}
    for row in db.session.execute(found):
        options.setdefault(row.id, []).append(row)
    return [
        Date(
            number, rows[0].starts_at, [row for row in rows if row.says],
            next((row.says for row in rows if row.person_id == by.person_id), ""),
        )
        for number, rows in options.items()
    ]  # fmt: skip


def takes_pitches(session: Session) -> bool:
    until = session.pitches_until
    return session.state in (PLANNED, LIVE) and until is not None and until > utc_now()


def plan_version(point: Point) -> int:
    """The version of the plan that the point stands in."""
    return db.session.get_one(Session, point.session_id).plan_version
