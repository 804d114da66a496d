"""Coming in by oneself, and who does what in the group."""

from grappe.foundation.actor import Actor
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from ..models import CHAIR, MEMBER, OBSERVER, SECRETARY, GroupMember, WorkingGroup
from .seats import about, need_life, need_room_for, seat_in_rooms, seat_of, take_seat, tell

GONE = N_("This person is no longer in the group.")


@operation
def join(by: Actor, group: WorkingGroup) -> GroupMember:
    """Come into an open group for the organisation one acts for; whoever is in stays in."""
    require(by, "groups.join", group)
    lock(group)
    require(by, "groups.join", group)
    found = seat_of(group, by.person_id)
    if found is not None:
        return found
    member = take_seat(group, by.person_id, by.organisation_id or 0)
    deed(by, "groups.joined", group, **about(member))
    return member


@operation
def change_role(by: Actor, member: GroupMember, role: str) -> None:
    """Make somebody secretary, member or observer. The chair is handed over, not taken away."""
    require(by, "groups.manage_member", member)
    group = held(member)
    if role not in (SECRETARY, MEMBER, OBSERVER):
        raise Invalid(N_("Choose one of the roles."), field="role")
    if member.role == CHAIR:
        raise Invalid(N_("Hand over the chair first: a group always has one."))
    if member.role == role:
        return
    if member.role == OBSERVER:
        need_room_for(group, member.organisation_id, role)
    give_role(group, member, role)
    deed(by, "groups.role_changed", group, **about(member), role=role)


@operation
def hand_over(by: Actor, member: GroupMember) -> None:
    """Give the chair to another member; whoever had it stays as a member."""
    require(by, "groups.hand_to", member)
    group = held(member)
    require(by, "groups.hand_to", member)
    if member.role == CHAIR:
        return
    mine = seat_of(group, by.person_id)
    if member.role == OBSERVER:
        need_room_for(group, member.organisation_id, CHAIR)
    if mine is not None:
        give_role(group, mine, MEMBER)
    give_role(group, member, CHAIR)
    deed(by, "groups.chair_handed", group, **about(member), previous=by.person_id)


def held(member: GroupMember) -> WorkingGroup:
    """The group of a seat, held; the seat is read afresh and has to be taken still."""
    group = member.group
    lock(group)
    lock(member)
    need_life(group)
    if member.until is not None or seat_of(group, member.person_id) is None:
        raise Invalid(GONE)
    return group


def give_role(group: WorkingGroup, member: GroupMember, role: str) -> None:
    member.role = role
    seat_in_rooms(group, member)
    tell(group, member.person_id)
