"""The rooms of a group: every member is in each of them, in the role they have in the group."""

from sqlalchemy import func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold, tidy
from grappe.rooms.operations import membership as rooms

from ..models import GroupRoom, WorkingGroup
from .seats import need_life, rooms_of, sitting, tell

GENERAL = {"fr": "Général", "en": "General"}
LONGEST_TITLE = 80
MOST = 30


@operation
def add_room(by: Actor, group: WorkingGroup, title: str) -> GroupRoom:
    """Open a room for all members; a title that is there already is that room."""
    require(by, "groups.manage", group)
    lock(group)
    need_life(group)
    title = titled(title)
    there = rooms_of(group)
    for room in there:
        if fold(room.title) == fold(title) and not room.archived_at:
            return db.session.scalars(select(GroupRoom).where(GroupRoom.room_id == room.id)).one()
    if len(there) >= MOST:
        raise Invalid(N_("A group has at most %(most)s rooms."), field="title", most=MOST)
    place = open_room(by, group, title)
    for member in sitting(group):
        rooms.admit(place.room, member.person_id, member.organisation_id, member.role)
    tell(group)
    return place


def open_general(by: Actor, group: WorkingGroup) -> GroupRoom:
    """The first room, named in the language of whoever makes the group."""
    return open_room(by, group, GENERAL.get(by.locale, GENERAL["en"]))


def open_room(by: Actor, group: WorkingGroup, title: str) -> GroupRoom:
    room = rooms.open_room(
        by, title, holder_type=WorkingGroup.__tablename__, holder_id=group.id, place=group.name,
        path=f"/groups/{group.id}",
    )  # fmt: skip
    db.session.flush()
    last = select(func.max(GroupRoom.position)).where(GroupRoom.group_id == group.id)
    place = GroupRoom(
        group_id=group.id, room_id=room.id, position=(db.session.scalar(last) or 0) + 1
    )
    db.session.add(place)
    db.session.flush()
    return place


@operation
def rename_room(by: Actor, place: GroupRoom, title: str) -> None:
    require(by, "groups.manage_room", place)
    group = place.group
    lock(group)
    need_life(group)
    rooms.rename(place.room, titled(title), group.name)
    tell(group)


@operation
def archive_room(by: Actor, place: GroupRoom) -> None:
    """Nobody writes there any more; it stays to be read. One room always stays open."""
    require(by, "groups.manage_room", place)
    group = place.group
    lock(group)
    need_life(group)
    others = [r for r in rooms_of(group) if r.id != place.room_id and not r.archived_at]
    if place.room.archived_at:
        return
    if not others:
        raise Invalid(N_("A group keeps at least one open room."))
    rooms.archive(by, place.room)
    tell(group)


@operation
def reopen_room(by: Actor, place: GroupRoom) -> None:
    """An archived room is written in again, by whoever sits in the group now."""
    require(by, "groups.manage_room", place)
    group = place.group
    lock(group)
    need_life(group)
    rooms.reopen(by, place.room)
    tell(group)


def titled(title: str) -> str:
    title = tidy(title)
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(N_("Give the room a title of at most 80 characters."), field="title")
    return title
