"""Whom messages speak to, for showing them and for telling those they speak to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import EVERYBODY, ORGANISATION, PERSON, Mention, Message, Room, RoomMember


@dataclass
class Spoken:
    """Whom one message speaks to, and how they are written in it."""

    labels: tuple[str, ...] = ()
    people: list[int] = field(default_factory=list)
    organisations: list[int] = field(default_factory=list)
    all: bool = False

    def to(self, person_id: int, organisation_id: int | None) -> bool:
        return self.all or person_id in self.people or organisation_id in self.organisations

    def told(self) -> dict[str, Any]:
        return {"people": self.people, "organisations": self.organisations, "all": self.all}


NOBODY = Spoken()
Mentions = dict[int, Spoken]


def mentions(message_ids: Collection[int]) -> Mentions:
    if not message_ids:
        return {}
    found: Mentions = defaultdict(Spoken)
    rows = db.session.execute(
        select(Mention.message_id, Mention.kind, Mention.target_id, Mention.label)
        .where(Mention.message_id.in_(message_ids))
        .order_by(Mention.kind, Mention.target_id)
    )
    for message_id, kind, target, label in rows:
        spoken = found[message_id]
        spoken.labels += (label,)
        if kind == PERSON:
            spoken.people.append(target)
        elif kind == ORGANISATION:
            spoken.organisations.append(target)
        else:
            spoken.all = True
    return dict(found)


def spoken_to(message_id: int, new: Collection[tuple[str, int]]) -> AnySelect:
    """The people in the message's room, its author apart, whom these mentions of it speak to."""
    people = [target for kind, target in new if kind == PERSON]
    organisations = [target for kind, target in new if kind == ORGANISATION]
    meant = [RoomMember.person_id.in_(people), RoomMember.organisation_id.in_(organisations)]
    if any(kind == EVERYBODY for kind, _ in new):
        meant.append(RoomMember.left_at.is_(None))
    root = aliased(Message)
    return (
        select(RoomMember.person_id)
        .join(Message, Message.room_id == RoomMember.room_id)
        .outerjoin(root, root.id == Message.root_id)
        .where(
            Message.id == message_id,
            Message.deleted_at.is_(None),
            RoomMember.left_at.is_(None),
            RoomMember.person_id != Message.author_id,
            RoomMember.from_seq <= func.coalesce(root.seq, Message.seq),
            or_(*meant),
        )
    )


def who_is_here(by: Actor, room: Room) -> tuple[list[AnyRow], list[AnyRow]]:
    """Whom `by` can speak to in the room: its other people (id, name, organisation), and the
    organisations they are there for (id, name, people)."""
    here = and_(RoomMember.room_id == room.id, RoomMember.left_at.is_(None))
    may = select(Room.id).where(Room.id == room.id, visible(by, "rooms.read")).exists()
    people = db.session.execute(
        select(Person.id, Person.name, Organisation.name.label("organisation"))
        .join(RoomMember, RoomMember.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .where(here, may, Person.id != by.person_id)
        .order_by(Person.name)
    ).all()
    organisations = db.session.execute(
        select(Organisation.id, Organisation.name, func.count().label("people"))
        .join(RoomMember, RoomMember.organisation_id == Organisation.id)
        .where(here, may)
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name)
    ).all()
    return list(people), list(organisations)
