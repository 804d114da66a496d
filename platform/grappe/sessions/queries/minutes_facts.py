"""What happened in a session, as far as its minutes tell it."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.calls.models import Call
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation
from grappe.rooms.models import CHAIR, OBSERVER, Mark, Message, RoomMember, Voice

from ..models import SET, Point, Registration, Session


@dataclass(frozen=True)
class Facts:
    chair: list[AnyRow]
    people: list[AnyRow]
    points: list[AnyRow]
    marks: list[AnyRow]
    language: str


def facts(session: Session) -> Facts:
    language = db.session.scalar(select(Person.locale).where(Person.id == session.by_id))
    return Facts(chairs(session), people(session), points(session), marked(session),
                 language if language in ("fr", "en") else "fr")  # fmt: skip


def chairs(session: Session) -> list[AnyRow]:
    """Who chairs the room; where nobody does, who planned the session."""
    named = (
        select(Person.name, Organisation.name.label("organisation"))
        .join(RoomMember, RoomMember.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .where(RoomMember.room_id == session.room_id, RoomMember.role == CHAIR,
               RoomMember.left_at.is_(None))
        .order_by(Person.name)
    )  # fmt: skip
    planned = (
        select(Person.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == session.organisation_id)
        .where(Person.id == session.by_id)
    )
    return list(db.session.execute(named)) or list(db.session.execute(planned))


def people(session: Session) -> list[AnyRow]:
    """Who said that they would come, by organisation."""
    rows = db.session.execute(
        select(
            Person.name, Organisation.name.label("organisation"), Registration.state,
            Registration.came_at, Registration.withdrawn_at,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.session_id == session.id)
        .order_by(Organisation.sort_key, Organisation.name, Person.name)
    )  # fmt: skip
    return list(rows)


def points(session: Session) -> list[AnyRow]:
    rows = db.session.execute(
        select(
            Point.title, Point.kind, Point.minutes, Point.spent, Point.started_at, Point.call_id,
            Organisation.name.label("organisation"), Person.name.label("presenter"),
            Call.title.label("call"),
        )
        .outerjoin(Organisation, Organisation.id == Point.organisation_id)
        .outerjoin(Person, Person.id == Point.presenter_id)
        .outerjoin(Call, Call.id == Point.call_id)
        .where(Point.session_id == session.id, Point.state == SET)
        .order_by(Point.position, Point.id)
    )  # fmt: skip
    return list(rows)


def marks() -> AnySelect:
    """Entries of the record with their owner and the moment of their message."""
    owner = aliased(Person)
    return (
        select(
            Mark.id, Mark.kind, Mark.number, Mark.words, Mark.state, Mark.due_on, Mark.room_id,
            Mark.seq, Mark.message_id, Message.created_at, owner.name.label("owner"),
        )
        .join(Message, Message.id == Mark.message_id)
        .outerjoin(owner, owner.id == Mark.owner_id)
        .order_by(Mark.seq)
    )  # fmt: skip


def marked(session: Session) -> list[AnyRow]:
    """What was written into the record of its room while it was live, as it was said."""
    if session.opened_at is None or session.closed_at is None:
        return []
    during = and_(Mark.created_at >= session.opened_at, Mark.created_at <= session.closed_at)
    return list(db.session.execute(marks().where(Mark.room_id == session.room_id, during)))


def marks_by_hand(by: Actor, session: Session, ids: set[int]) -> list[AnyRow]:
    """Those of `ids` that stand in the record of the session's room, as far as `by` may read it."""
    mine = marks().where(Mark.room_id == session.room_id, Mark.id.in_(ids))
    return list(db.session.execute(mine.where(visible(by, "marks.read"))))


def other_marks(by: Actor, session: Session, known: set[int]) -> list[AnyRow]:
    """Newest first, entries of the room that the minutes do not hold yet. Who organises the session
    and is not in the room sees none: what was said there before and after is not theirs."""
    others = marks().where(
        Mark.room_id == session.room_id, Mark.id.not_in(known), visible(by, "marks.read")
    )
    return list(db.session.execute(others.order_by(None).order_by(Mark.seq.desc()).limit(30)))


def voices(ids: list[int]) -> dict[int, list[str]]:
    """For each decision the organisations that agree to it."""
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(Voice.mark_id, Organisation.name)
        .join(Organisation, Organisation.id == Voice.organisation_id)
        .where(Voice.mark_id.in_(ids))
        .order_by(Organisation.sort_key, Organisation.name)
    )
    for row in rows:
        found.setdefault(row.mark_id, []).append(row.name)
    return found


def voters(room_id: int) -> int:
    found = select(func.count(RoomMember.organisation_id.distinct())).where(
        RoomMember.room_id == room_id, RoomMember.left_at.is_(None), RoomMember.role != OBSERVER
    )
    return db.session.scalar(found) or 0
