"""Letting a group rest, closing it, taking it up again."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import tidy
from grappe.rooms.operations import membership as rooms

from ..models import ACTIVE, CLOSED, DORMANT, REVOKED, WAITING, GroupInvitation, WorkingGroup
from .places import open_general
from .seats import need_life, rooms_of, seat_in_rooms, sitting, tell


@operation
def rest(by: Actor, group: WorkingGroup) -> None:
    """Nothing happens for a while; everybody sees it, nothing is shut."""
    require(by, "groups.close", group)
    lock(group)
    need_life(group)
    if group.state == DORMANT:
        return
    group.state = DORMANT
    deed(by, "groups.rested", group)
    tell(group)


@operation
def close(by: Actor, group: WorkingGroup, reason: str) -> None:
    """End the group with the reason all may read; its rooms can be read and written no more in."""
    require(by, "groups.close", group)
    lock(group)
    reason = tidy(reason)
    if not reason:
        raise Invalid(N_("Say why the group ends, and what it has achieved."), field="reason")
    if group.state == CLOSED:
        return
    group.state, group.closed_reason, group.closed_at = CLOSED, reason, utc_now()
    for room in rooms_of(group):
        rooms.archive(by, room)
    asked = end_invitations(group)
    deed(by, "groups.closed", group)
    tell(group, *asked, *(m.person_id for m in sitting(group)))


def end_invitations(group: WorkingGroup) -> list[int]:
    """Nobody is asked into what has ended; gives the persons who were."""
    waits = select(GroupInvitation).where(
        GroupInvitation.group_id == group.id, GroupInvitation.state == WAITING
    )
    rows = list(db.session.scalars(waits).all())
    for row in rows:
        row.state, row.answered_at = REVOKED, utc_now()
    return [row.person_id for row in rows]


@operation
def reopen(by: Actor, group: WorkingGroup) -> None:
    """Take up a group that rested or was closed; old rooms stay as a record, a new one opens."""
    require(by, "groups.close", group)
    lock(group)
    if group.state == ACTIVE:
        return
    closed = group.state == CLOSED
    group.state, group.closed_reason, group.closed_at = ACTIVE, "", None
    if closed:
        open_general(by, group)
        for member in sitting(group):
            seat_in_rooms(group, member)
    deed(by, "groups.reopened", group)
    tell(group, *(m.person_id for m in sitting(group)))
