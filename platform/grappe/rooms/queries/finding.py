"""Finding what was said. The rule stands in the question itself: only what one may read now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.analysis import terms
from grappe.foundation.db import AnyRow, db
from grappe.foundation.policy import visible
from grappe.foundation.wanted import Wanted
from grappe.organisations.models import Organisation

from ..models import Message, Room, RoomMember
from ..models.finding import FOUND, in_room, said_by

PAGE = 20
JUDGED = 200  # of the newest, the best come first


@dataclass(frozen=True)
class Sought:
    """What is looked for, in which rooms, by whom (anybody when empty), when; `before` is the
    message after which the last page ended."""

    wanted: Wanted
    rooms: tuple[int, ...]
    people: tuple[int, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    before: int | None = None
    best: bool = False


@dataclass(frozen=True)
class Found:
    rows: Sequence[AnyRow]
    more: bool


def find(by: Actor, sought: Sought) -> Found:
    """The newest first, or the best of the newest. No total is counted: it would take as long as
    there is to count, and tell how much that is."""
    if not sought.wanted or not sought.rooms:
        return Found((), False)
    most = JUDGED if sought.best else PAGE
    rows = db.session.execute(matching(by, sought).limit(most + 1)).all()
    if sought.best:
        ranked = sorted(rows[:most], key=lambda row: (-score(row.body, sought.wanted), -row.id))
        return Found(ranked[: 2 * PAGE], False)
    return Found(rows[:most], len(rows) > most)


def matching(by: Actor, sought: Sought):  # type: ignore[no-untyped-def]
    return (
        select(
            Message.id, Message.seq, Message.room_id, Message.body, Message.created_at,
            Message.author_id, Person.name, Organisation.name.label("organisation"), Room.title,
            Room.place,
        )
        .select_from(FOUND.source)
        .join(Message, Message.id == FOUND.id)
        .join(Room, Room.id == Message.room_id)
        .join(Person, Person.id == Message.author_id)
        .outerjoin(Organisation, Organisation.id == Message.organisation_id)
        .where(visible(by, "rooms.read_message"), *within(sought))
        .order_by(FOUND.id.desc())
    )  # fmt: skip


def within(sought: Sought) -> list[ColumnElement[bool]]:
    """The rooms are marks of the index too: how often somebody else's rooms say a word changes
    nothing in how long an answer takes."""
    marks = [tuple(map(in_room, sought.rooms))]
    if sought.people:
        marks.append(tuple(map(said_by, sought.people)))
    found = [FOUND.holds(sought.wanted, marks), Message.deleted_at.is_(None),
             Message.room_id.in_(sought.rooms)]  # fmt: skip
    if sought.before is not None:
        found.append(FOUND.id < sought.before)
    if sought.since is not None:
        found.append(Message.created_at >= sought.since)
    if sought.until is not None:
        found.append(Message.created_at < sought.until)
    return found


def score(body: str, wanted: Wanted) -> float:
    """Words as they were asked count more than other forms of them, many more than few, and a
    short message that holds them all more than a long one."""
    words, _ = terms(body)
    exact = sum(1 for unit in wanted.units if " ".join(unit[0].terms) in " ".join(words))
    hits = len(wanted.hits(body))
    return 3 * exact + min(hits, 6) / 2 + 20 / (20 + len(words))


def people_in(by: Actor) -> Sequence[AnyRow]:
    """Who speaks, or spoke, in the rooms of `by` while they could hear it: id and name."""
    mine = aliased(RoomMember)
    heard = or_(RoomMember.left_at.is_(None), mine.from_seq <= 1,
                RoomMember.left_at >= mine.joined_at)  # fmt: skip
    own = and_(mine.room_id == Room.id, mine.person_id == by.person_id, mine.left_at.is_(None))
    return db.session.execute(
        select(Person.id, Person.name)
        .join(RoomMember, RoomMember.person_id == Person.id)
        .join(Room, Room.id == RoomMember.room_id)
        .join(mine, own)
        .where(visible(by, "rooms.read"), heard)
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()
