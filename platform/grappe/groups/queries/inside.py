"""One group seen from inside, and where somebody stands towards it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, case, literal, select, union_all
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.beside import anything_beside
from grappe.foundation.db import AnySelect, db
from grappe.foundation.models import Origin, Pulse
from grappe.foundation.policy import RULES, visible
from grappe.foundation.watch import version
from grappe.organisations.models import Membership, Organisation
from grappe.rooms.models import Message, Room
from grappe.rooms.queries.rooms import listed

from ..models import (
    CHAIR,
    REFUSED,
    ROLES,
    WAITING,
    GroupInvitation,
    GroupMember,
    GroupRequest,
    GroupRoom,
    WorkingGroup,
)  # fmt: skip
from ..policy import works_there
from .waiting import waiting_in


@dataclass(frozen=True)
class Circle:
    """The people of one organisation in a group."""

    organisation_id: int
    name: str
    slug: str
    kind: str
    people: list[Any]

    @property
    def leads(self) -> bool:
        return any(row.role == CHAIR for row in self.people)


@dataclass(frozen=True)
class Round:
    """Who is in a group, how many wait for an answer, and which state of its page that is."""

    members: list[Any]
    waiting: int
    version: int
    beside: bool


def round_of(group: WorkingGroup) -> Round:
    """The leading organisation first, by role inside each. One query, so that the version is never
    newer than what is shown."""
    topic = f"groups/{group.id}"
    rows = members(
        group,
        waiting_in(group).label("waiting"),
        select(Pulse.version).where(Pulse.topic == topic).scalar_subquery().label("version"),
        anything_beside(WorkingGroup.__tablename__, GroupMember.group_id).label("beside"),
    )
    if not rows:
        return Round([], 0, version(topic), False)
    return Round(rows, rows[0].waiting, rows[0].version or 0, rows[0].beside)


def members(group: WorkingGroup, *more: Any) -> list[Any]:
    """Who is in the group now; `more` are columns that come along in each row."""
    works = aliased(Membership)
    rank = case(*((GroupMember.role == role, n) for n, role in enumerate(ROLES)), else_=len(ROLES))
    rows = db.session.execute(
        select(
            GroupMember.id, GroupMember.person_id, GroupMember.role, GroupMember.since, Person.name,
            works.title, Organisation.id.label("organisation_id"), Organisation.slug,
            Organisation.name.label("organisation"), Organisation.kind, *more,
        )
        .join(works, works_there(GroupMember, works))
        .join(Person, Person.id == GroupMember.person_id)
        .join(Organisation, Organisation.id == GroupMember.organisation_id)
        .where(GroupMember.group_id == group.id, GroupMember.until.is_(None))
        .order_by(Organisation.sort_key, Organisation.id, rank, Person.name)
    ).all()  # fmt: skip
    leading = {row.organisation_id for row in rows if row.role == CHAIR}
    return sorted(rows, key=lambda row: row.organisation_id not in leading)


def circles(rows: list[Any]) -> list[Circle]:
    """The members by organisation, in the order they come."""
    found = []
    for key, people in groupby(
        rows, key=lambda r: (r.organisation_id, r.organisation, r.slug, r.kind)
    ):
        found.append(Circle(*key, list(people)))
    return found


def standing(by: Actor, group: WorkingGroup) -> Any | None:
    """What lies between the group and `by`, who is not in it, or nothing.

    Gives (kind "invitation" or "request", id, state, at, message, reason, organisation_id,
    organisation): what waits first, else the last refusal.
    """
    asked_in = between(by, group, GroupInvitation).where(GroupInvitation.state == WAITING)
    asking = between(by, group, GroupRequest).where(GroupRequest.state.in_((WAITING, REFUSED)))
    parts = union_all(
        asked_in.add_columns(
            literal("invitation").label("kind"),
            literal("").label("message"),
            literal("").label("reason"),
        ),
        asking.add_columns(literal("request"), GroupRequest.message, GroupRequest.reason),
    ).subquery()
    query = select(parts).order_by(parts.c.state == REFUSED, parts.c.at.desc()).limit(1)
    return db.session.execute(query).one_or_none()


def between(by: Actor, group: WorkingGroup, model: Any) -> AnySelect:
    """What `by` has of `model` with the group, while they work for the organisation it is for."""
    works = aliased(Membership)
    return (
        select(
            model.id, model.state, model.at, model.organisation_id,
            Organisation.name.label("organisation"),
        )
        .select_from(model)
        .join(works, works_there(model, works))
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.group_id == group.id, model.person_id == by.person_id)
    )  # fmt: skip


def rooms_inside(by: Actor, group: WorkingGroup) -> list[Any]:
    """The group's rooms in their order, with what waits in each for `by` and its newest message.

    Rows of `rooms.queries.listed` and (place_id, body, author); the archived ones last. One query.
    """
    newest = and_(
        Message.room_id == Room.id, Message.number == Room.message_count,
        Message.deleted_at.is_(None), visible(by, "rooms.read_message"),
    )  # fmt: skip
    query = (
        listed(by.person_id)
        .join(GroupRoom, GroupRoom.room_id == Room.id)
        .outerjoin(Message, newest)
        .outerjoin(Person, Person.id == Message.author_id)
        .add_columns(GroupRoom.id.label("place_id"), Message.body, Person.name.label("author"))
        .where(GroupRoom.group_id == group.id, visible(by, "rooms.read"))
        .order_by(Room.archived_at.is_not(None), GroupRoom.position)
    )
    return list(db.session.execute(query).all())


def origin_of(by: Actor, group: WorkingGroup) -> tuple[str, str] | None:
    """Address and title of what the group came from, if its own rule lets `by` see that.

    The group cannot know the slices above it; their rules are in the one registry.
    """
    if not group.origin_path:
        return None
    readable = [rule for rule in RULES.values() if rule.action.endswith(".read") and rule.model]
    shown = [
        select(Origin.to_id)
        .join(rule.model, rule.model.id == Origin.from_id)
        .where(
            Origin.to_type == WorkingGroup.__tablename__,
            Origin.to_id == group.id,
            Origin.from_type == rule.model.__tablename__,
            visible(by, rule.action),
        )
        for rule in readable
    ]
    seen = db.session.scalar(select(union_all(*shown).exists()))
    return (group.origin_path, group.origin_title) if seen else None
