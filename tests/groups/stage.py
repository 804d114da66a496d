"""What the tests of groups set up again and again."""

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.groups import operations
from grappe.groups.models import GroupMember, GroupRequest, GroupRoom, WorkingGroup
from grappe.rooms.models import Room, RoomMember


def make_group(
    by, name="Circular textiles", mandate="Find a **sector** for worn textiles.", **more
):
    return operations.create_group(by, name, mandate, **({"joining": "request"} | more))


def seat_in(group, person_id):
    """The seat the person has now, as it is kept."""
    return db.session.scalars(
        select(GroupMember).where(
            GroupMember.group_id == group.id, GroupMember.person_id == person_id,
            GroupMember.until.is_(None),
        )
    ).one_or_none()  # fmt: skip


def in_room(group, person_id):
    """In which role the person is in the group's first room."""
    return db.session.scalar(
        select(RoomMember.role)
        .join(GroupRoom, GroupRoom.room_id == RoomMember.room_id)
        .where(GroupRoom.group_id == group.id, RoomMember.person_id == person_id,
               RoomMember.left_at.is_(None))
        .order_by(RoomMember.id)
        .limit(1)
    )  # fmt: skip


def rooms(group):
    found = select(Room).join(GroupRoom, GroupRoom.room_id == Room.id)
    return db.session.scalars(found.where(GroupRoom.group_id == group.id).order_by(Room.id)).all()


def requests_of(person_id):
    found = select(GroupRequest).where(GroupRequest.person_id == person_id)
    return db.session.scalars(found.order_by(GroupRequest.id)).all()


def group_named(name):
    return db.session.scalars(select(WorkingGroup).where(WorkingGroup.name == name)).one()
