"""How order stands in a room: mutes, reports, and the trace of what those who run it did."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import Message, Mute, Report, Room, RoomAct, RoomMember
from ..models.order import WAITING
from ..policy import MANAGERS

MOST = 100
AROUND = 3  # messages before and after a reported one


def standing_mute(by: Actor, room: Room) -> ColumnElement[bool]:
    return and_(
        Mute.room_id == room.id, Mute.person_id == by.person_id, Mute.lifted_at.is_(None),
        or_(Mute.until.is_(None), Mute.until > utc_now()),
    )  # fmt: skip


def order_of(by: Actor, room: Room) -> list[Any]:
    """Columns beside those of a room, with `standing_mute` joined."""
    waits = select(func.count()).where(
        Report.room_id == room.id, Report.state == WAITING, Report.forwarded_at.is_(None),
        Report.about_id != by.person_id,
    )  # fmt: skip
    return [
        Mute.reason.label("mute_reason"), Mute.until.label("mute_until"),
        Mute.id.is_not(None).label("muted"), waits.scalar_subquery().label("reports"),
    ]  # fmt: skip


def managers(room: Room) -> list[AnyRow]:
    """Who runs the room, the chair first: whom to ask."""
    found = (
        select(Person.id, Person.name, RoomMember.role, Organisation.name.label("organisation"))
        .join(RoomMember, RoomMember.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .where(
            RoomMember.room_id == room.id, RoomMember.left_at.is_(None),
            RoomMember.role.in_(MANAGERS),
        )
        .order_by(RoomMember.role, Person.name)
    )  # fmt: skip
    return list(db.session.execute(found))


def others(by: Actor, room: Room) -> list[AnyRow]:
    """Who does not run the room, with their mute if one stands: id, name, organisation, until,
    muted_id, reason."""
    mute = and_(
        Mute.room_id == RoomMember.room_id, Mute.person_id == RoomMember.person_id,
        Mute.lifted_at.is_(None), or_(Mute.until.is_(None), Mute.until > utc_now()),
    )  # fmt: skip
    found = (
        select(
            Person.id, Person.name, Organisation.name.label("organisation"), Mute.until,
            Mute.id.label("muted_id"), Mute.reason,
        )
        .join(RoomMember, RoomMember.person_id == Person.id)
        .join(Room, Room.id == RoomMember.room_id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .outerjoin(Mute, mute)
        .where(RoomMember.room_id == room.id, RoomMember.left_at.is_(None))
        .where(RoomMember.role.not_in(MANAGERS), visible(by, "rooms.manage"))
        .order_by(Mute.id.is_(None), Person.name)
        .limit(500)
    )  # fmt: skip
    return list(db.session.execute(found))


def person_in(room: Room, person_id: int) -> AnyRow | None:
    """Somebody who is in the room now: id, name, role."""
    found = (
        select(Person.id, Person.name, RoomMember.role)
        .join(RoomMember, RoomMember.person_id == Person.id)
        .where(
            RoomMember.room_id == room.id, RoomMember.person_id == person_id,
            RoomMember.left_at.is_(None),
        )
    )  # fmt: skip
    return db.session.execute(found).one_or_none()


def acts(by: Actor, room: Room, before: int | None = None) -> list[AnyRow]:
    """The trace as far as `by` may see it, the newest first."""
    doer, whom = aliased(Person), aliased(Person)
    found = (
        select(
            RoomAct.id, RoomAct.verb, RoomAct.reason, RoomAct.detail, RoomAct.at, RoomAct.seq,
            doer.name.label("doer"), Organisation.name.label("organisation"),
            whom.name.label("whom"), RoomAct.person_id,
        )
        .outerjoin(doer, doer.id == RoomAct.by_id)
        .outerjoin(whom, whom.id == RoomAct.person_id)
        .outerjoin(Organisation, Organisation.id == RoomAct.organisation_id)
        .where(RoomAct.room_id == room.id, visible(by, "acts.read"))
        .order_by(RoomAct.id.desc())
        .limit(MOST + 1)
    )  # fmt: skip
    if before is not None:
        found = found.where(RoomAct.id < before)
    return list(db.session.execute(found))


def reports(by: Actor, room: Room | None = None) -> list[AnyRow]:
    """What waits for `by` to judge, the oldest first, then what was decided lately. A reporter's
    name is for those who run the room; the network is not told it."""
    found = told(by).where(visible(by, "reports.judge"))
    if room is not None:
        found = found.where(Report.room_id == room.id)
    ordered = found.order_by(Report.state != WAITING, Report.decided_at.desc(), Report.id)
    return list(db.session.execute(ordered.limit(MOST)))


def told(by: Actor) -> AnySelect:
    """`inside`: whether `by` may know of the room; the network is not told which one it is."""
    author = aliased(Person)
    return (
        select(
            Report.id, Report.room_id, Report.reason, Report.words, Report.quoted, Report.at,
            Report.state, Report.decision, Report.answer, Report.decided_at, Report.forwarded_at,
            Report.about_id, author.name.label("author"), Room.title, Room.place,
            visible(by, "rooms.read").label("inside"),
        )
        .select_from(Report)
        .join(author, author.id == Report.about_id)
        .join(Room, Room.id == Report.room_id)
    )  # fmt: skip


def one_report(by: Actor, report: Report) -> list[AnyRow]:
    return list(db.session.execute(told(by).where(Report.id == report.id)))


def waiting_reports(by: Actor) -> int:
    found = select(func.count(Report.id)).where(
        Report.state == WAITING, visible(by, "reports.decide")
    )
    return db.session.scalar(found) or 0


def context(by: Actor, report: Report) -> list[AnyRow]:
    """The reported message between those around it, for whoever may read the room."""
    near = [
        select(Message.seq).where(Message.room_id == report.room_id, side)
        .order_by(order).limit(AROUND + 1)
        for side, order in (
            (Message.seq <= report.seq, Message.seq.desc()),
            (Message.seq >= report.seq, Message.seq),
        )
    ]  # fmt: skip
    found = (
        select(
            Message.id, Message.seq, Message.body, Message.created_at, Message.deleted_at,
            Message.edited_at, Person.name,
        )
        .join(Person, Person.id == Message.author_id)
        .where(Message.room_id == report.room_id, visible(by, "rooms.read_message"))
        .where(or_(*(Message.seq.in_(side.scalar_subquery()) for side in near)))
        .order_by(Message.seq)
    )  # fmt: skip
    return list(db.session.execute(found))


def runs_place(by: Actor, report: Report) -> bool:
    """Whether `by` runs the room of the report; the network, which may judge it, does not."""
    found = select(Room.id).where(Room.id == report.room_id, visible(by, "rooms.manage"))
    return db.session.scalar(found) is not None


def reporter(report: Report) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == report.by_id)) or ""


def deciders(report_id: int) -> AnySelect:
    """Whom a report waits for: those who run the room, without the author of the message."""
    return (
        select(RoomMember.person_id)
        .join(Report, Report.room_id == RoomMember.room_id)
        .where(
            Report.id == report_id, RoomMember.left_at.is_(None),
            RoomMember.role.in_(MANAGERS), RoomMember.person_id != Report.about_id,
        )
    )  # fmt: skip
