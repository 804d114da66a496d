"""Taking a seat in a group and giving it up, in its rooms too. The caller holds the group's row."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from grappe.accounts.models import Person
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.news import access_shrank
from grappe.foundation.watch import push
from grappe.organisations.models import Membership, Organisation
from grappe.rooms.models import Room
from grappe.rooms.operations import membership as rooms

from ..models import (
    ACCEPTED,
    ADMITTED,
    CLOSED,
    MEMBER,
    OBSERVER,
    WAITING,
    GroupInvitation,
    GroupMember,
    GroupRequest,
    GroupRoom,
    WorkingGroup,
)  # fmt: skip
from ..policy import MANAGERS, works_there


def need_life(group: WorkingGroup) -> None:
    if group.state == CLOSED:
        raise Invalid(N_("This group is closed."))


def works_for(person_id: int, organisation_id: int) -> bool:
    """Can sign in, and works there now."""
    found = select(Membership.id).join(Person, Person.id == Membership.person_id).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id,
        Membership.until.is_(None), Person.suspended_at.is_(None), Person.confirmed_at.is_not(None),
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


def seat_of(group: WorkingGroup, person_id: int) -> GroupMember | None:
    """The seat the person has now, if they still work for the organisation they have it for."""
    found = select(GroupMember).join(Membership, works_there(GroupMember, Membership))
    return db.session.scalars(
        found.where(
            GroupMember.group_id == group.id, GroupMember.person_id == person_id,
            GroupMember.until.is_(None),
        ).limit(1)
    ).first()  # fmt: skip


def take_seat(
    group: WorkingGroup, person_id: int, organisation_id: int, role: str = MEMBER
) -> GroupMember:
    """Let the person in, or find that they are; what waited between both is settled."""
    found = seat_of(group, person_id)
    if found is None:
        if not works_for(person_id, organisation_id):
            raise Invalid(N_("This person no longer works for that organisation."))
        give_up_stale(group, person_id)
        need_room_for(group, organisation_id, role)
        found = GroupMember(
            group_id=group.id, person_id=person_id, organisation_id=organisation_id, role=role
        )
        db.session.add(found)
        db.session.flush()
        seat_in_rooms(group, found)
    settle(group, person_id)
    tell(group, person_id)
    return found


def give_up_stale(group: WorkingGroup, person_id: int) -> None:
    """A seat held for an organisation they have left, before the worker has heard of it."""
    stale = select(GroupMember).where(
        GroupMember.group_id == group.id, GroupMember.person_id == person_id,
        GroupMember.until.is_(None),
    )  # fmt: skip
    for member in db.session.scalars(stale).all():
        vacate(group, member)


def vacate(group: WorkingGroup, member: GroupMember) -> None:
    """End a seat. From the commit on the person reads nothing more, on open pages either."""
    member.until = utc_now()
    db.session.flush()
    for room in rooms_of(group):
        rooms.dismiss(room, member.person_id)
    access_shrank()
    tell(group, member.person_id)


def need_room_for(group: WorkingGroup, organisation_id: int, role: str) -> None:
    """Seats are counted under the group's lock, so that two cannot take the last one."""
    most = group.seats_per_organisation
    if most is None or role == OBSERVER:
        return
    taken = select(func.count()).select_from(GroupMember).join(
        Membership, works_there(GroupMember, Membership)
    ).where(
        GroupMember.group_id == group.id, GroupMember.organisation_id == organisation_id,
        GroupMember.until.is_(None), GroupMember.role != OBSERVER,
    )  # fmt: skip
    if (db.session.scalar(taken) or 0) >= most:
        name = db.session.scalar(
            select(Organisation.name).where(Organisation.id == organisation_id)
        )
        raise Invalid(
            N_("All seats of %(organisation)s in this group are taken (%(seats)s)."),
            organisation=name, seats=most,
        )  # fmt: skip


def settle(group: WorkingGroup, person_id: int) -> None:
    """Whoever is in waits for nothing."""
    now = utc_now()
    for model, state, at in (
        (GroupRequest, ADMITTED, GroupRequest.decided_at),
        (GroupInvitation, ACCEPTED, GroupInvitation.answered_at),
    ):
        waits = update(model).where(
            model.group_id == group.id, model.person_id == person_id, model.state == WAITING
        )
        db.session.execute(waits.values({model.state: state, at: now}))


def rooms_of(group: WorkingGroup) -> list[Room]:
    found = select(Room).join(GroupRoom, GroupRoom.room_id == Room.id)
    return list(
        db.session.scalars(found.where(GroupRoom.group_id == group.id).order_by(Room.id)).all()
    )


def seat_in_rooms(group: WorkingGroup, member: GroupMember) -> None:
    """Also with a new role: the rooms follow."""
    for room in rooms_of(group):
        rooms.admit(room, member.person_id, member.organisation_id, member.role)


def sitting(group: WorkingGroup) -> list[GroupMember]:
    """Everybody in the group now, the longest first."""
    found = select(GroupMember).join(Membership, works_there(GroupMember, Membership))
    now = found.where(GroupMember.group_id == group.id, GroupMember.until.is_(None))
    return list(db.session.scalars(now.order_by(GroupMember.since, GroupMember.id)).unique().all())


def tell(group: WorkingGroup, *person_ids: int) -> None:
    """Whoever looks at the group, and the counts of those concerned."""
    push(f"groups/{group.id}")
    for person_id in person_ids:
        push(f"people/{person_id}")


def managers(group: WorkingGroup) -> Iterable[int]:
    return (m.person_id for m in sitting(group) if m.role in MANAGERS)


def about(member: GroupMember) -> dict[str, int]:
    """What a deed says of a seat."""
    return {"person": member.person_id, "organisation": member.organisation_id}
