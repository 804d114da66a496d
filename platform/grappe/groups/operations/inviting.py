"""Asking people in, and their answer."""

from collections.abc import Iterable

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from ..models import (
    ACCEPTED,
    DECLINED,
    REVOKED,
    WAITING,
    GroupInvitation,
    GroupMember,
    WorkingGroup,
)  # fmt: skip
from .seats import about, managers, need_life, seat_of, take_seat, tell, works_for

MOST = 20


@operation
def invite(
    by: Actor, group: WorkingGroup, people: Iterable[tuple[int, int]]
) -> list[GroupInvitation]:
    """Invite (person id, organisation id); who is in or invited already is passed over."""
    require(by, "groups.invite", group)
    lock(group)
    need_life(group)
    asked = dict(people)
    if not asked:
        raise Invalid(N_("Choose at least one person."), field="who")
    if len(asked) > MOST:
        raise Invalid(N_("Invite at most %(most)s people at a time."), field="who", most=MOST)
    if not all(works_for(*one) for one in asked.items()):
        raise Invalid(N_("One of these people no longer works there. Search again."), field="who")
    made = [invited(by, group, *one) for one in asked.items() if not already(group, one[0])]
    tell(group, *asked)
    return made


def already(group: WorkingGroup, person_id: int) -> bool:
    waits = select(GroupInvitation.id).where(
        GroupInvitation.group_id == group.id, GroupInvitation.person_id == person_id,
        GroupInvitation.state == WAITING,
    )  # fmt: skip
    return seat_of(group, person_id) is not None or db.session.scalar(waits) is not None


def invited(
    by: Actor, group: WorkingGroup, person_id: int, organisation_id: int
) -> GroupInvitation:
    row = GroupInvitation(
        group_id=group.id, person_id=person_id, organisation_id=organisation_id,
        invited_by_id=by.person_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    deed(by, "groups.invited", group, **of(row))
    return row


@operation
def accept(by: Actor, invitation: GroupInvitation) -> GroupMember:
    """Come in as invited; a second click finds that it is done."""
    require(by, "groups.accept", invitation)
    group = held(invitation)
    if invitation.state == ACCEPTED and (found := seat_of(group, by.person_id)):
        return found
    need_waiting(invitation)
    need_life(group)
    answer(invitation, ACCEPTED)
    member = take_seat(group, by.person_id, invitation.organisation_id)
    deed(by, "groups.joined", group, **about(member), invitation=invitation.id)
    tell(group, *managers(group))
    return member


@operation
def decline(by: Actor, invitation: GroupInvitation) -> None:
    require(by, "groups.decline", invitation)
    group = held(invitation)
    if invitation.state == DECLINED:
        return
    need_waiting(invitation)
    answer(invitation, DECLINED)
    deed(by, "groups.declined", group, **of(invitation))
    tell(group, by.person_id, *managers(group))


@operation
def revoke(by: Actor, invitation: GroupInvitation) -> None:
    """Take an invitation back. A hidden group does not exist any more for whoever had it."""
    require(by, "groups.revoke", invitation)
    group = held(invitation)
    if invitation.state == REVOKED:
        return
    need_waiting(invitation)
    answer(invitation, REVOKED)
    access_shrank()
    tell(group, invitation.person_id)


def held(invitation: GroupInvitation) -> WorkingGroup:
    group = invitation.group
    lock(group)
    lock(invitation)
    return group


def need_waiting(invitation: GroupInvitation) -> None:
    if invitation.state != WAITING:
        raise Conflict(N_("This invitation is no longer open."))


def answer(invitation: GroupInvitation, state: str) -> None:
    invitation.state, invitation.answered_at = state, utc_now()


def of(invitation: GroupInvitation) -> dict[str, int]:
    return {
        "person": invitation.person_id, "organisation": invitation.organisation_id,
        "invitation": invitation.id,
    }  # fmt: skip
