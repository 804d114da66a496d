"""Going, being removed, and what happens when somebody leaves their organisation."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.organisations.models import Membership

from ..models import (
    ACTIVE,
    CHAIR,
    CLOSED,
    DORMANT,
    MEMBER,
    OBSERVER,
    SECRETARY,
    GroupMember,
    WorkingGroup,
)  # fmt: skip
from ..policy import works_there
from .seats import about, need_life, seat_in_rooms, seat_of, sitting, tell, vacate


@operation
def leave(by: Actor, group: WorkingGroup) -> None:
    """Go. Whoever has the chair hands it over first, or closes the group."""
    require(by, "groups.leave", group)
    lock(group)
    mine = seat_of(group, by.person_id)
    if mine is None:
        return
    if mine.role == CHAIR and group.state != CLOSED:
        others = [m for m in sitting(group) if m.person_id != by.person_id]
        raise Invalid(
            N_("Hand over the chair before you leave: the group needs somebody who answers for it.")
            if others
            else N_("You are the last one in this group. Close it instead, with a reason.")
        )
    vacate(group, mine)
    deed(by, "groups.left", group, **about(mine))


@operation
def remove(by: Actor, member: GroupMember) -> None:
    """Put somebody out, from the group and all its rooms at once."""
    require(by, "groups.manage_member", member)
    group = member.group
    lock(group)
    lock(member)
    need_life(group)
    if member.until is not None:
        return
    if member.role == CHAIR:
        raise Invalid(N_("Hand over the chair first: a group always has one."))
    vacate(group, member)
    deed(by, "groups.removed", group, **about(member))


@operation
def left_organisation(by: Actor, organisation_id: int) -> None:
    """End the seats of those who no longer work for the organisation; a lost chair passes on."""
    require(by, "groups.follow")
    for group in losing(organisation_id):
        lock(group)
        for member in stale(group, organisation_id):
            vacate(group, member)
            deed(by, "groups.left", group, **about(member))
        succeed(by, group)


def losing(organisation_id: int) -> list[WorkingGroup]:
    """The groups concerned, always in one order: two such runs cannot wait for each other."""
    seats = without_work(organisation_id).with_only_columns(GroupMember.group_id)
    found = select(WorkingGroup).where(WorkingGroup.id.in_(seats)).order_by(WorkingGroup.id)
    return list(db.session.scalars(found).all())


def stale(group: WorkingGroup, organisation_id: int) -> list[GroupMember]:
    found = without_work(organisation_id).where(GroupMember.group_id == group.id)
    return list(db.session.scalars(found).all())


def without_work(organisation_id: int):  # type: ignore[no-untyped-def]
    works = select(Membership.id).where(works_there(GroupMember, Membership)).exists()
    return select(GroupMember).where(
        GroupMember.organisation_id == organisation_id, GroupMember.until.is_(None), ~works
    )


def succeed(by: Actor, group: WorkingGroup) -> None:
    """A group without a chair gets its secretary, else its longest member; with nobody it rests."""
    left = sitting(group)
    if any(m.role == CHAIR for m in left) or group.state == CLOSED:
        return
    heirs = [m for role in (SECRETARY, MEMBER, OBSERVER) for m in left if m.role == role]
    if not heirs:
        group.state = DORMANT if group.state == ACTIVE else group.state
        return
    heirs[0].role = CHAIR
    seat_in_rooms(group, heirs[0])
    deed(by, "groups.chair_handed", group, **about(heirs[0]))
    tell(group, heirs[0].person_id)
