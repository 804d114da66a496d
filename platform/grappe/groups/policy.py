"""Who may do what in a working group.

Somebody is in a group for an organisation. Both ends are asked each time: whoever no longer works
for that organisation is out, even before the worker has heard of it.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from grappe.foundation.policy import Principal, rule
from grappe.foundation.watch import watchable
from grappe.organisations.models import Membership
from grappe.organisations.policy import acts_for, acts_somewhere, belongs, works_somewhere

from .models import (
    CHAIR,
    CLOSED,
    HIDDEN,
    OPEN,
    REQUEST,
    SECRETARY,
    WAITING,
    GroupInvitation,
    GroupMember,
    GroupRequest,
    GroupRoom,
    WorkingGroup,
)  # fmt: skip

MANAGERS = (CHAIR, SECRETARY)


def works_there(row: Any, works: Any) -> ColumnElement[bool]:
    """The person of `row` still works for the organisation of `row`."""
    return and_(
        works.person_id == row.person_id,
        works.organisation_id == row.organisation_id,
        works.until.is_(None),
    )


def sits(p: Principal, group: Any, *roles: str) -> ColumnElement[bool]:
    """The person is in `group` (a column), in one of `roles` if any are given. For reading."""
    return _sits(p, group, roles, acting=False)


def acts_in(p: Principal, group: Any, *roles: str) -> ColumnElement[bool]:
    """As `sits`, and acts right now for the organisation they are there for. For writing."""
    return _sits(p, group, roles, acting=True)


def _sits(p: Principal, group: Any, roles: tuple[str, ...], *, acting: bool) -> ColumnElement[bool]:
    member, works = aliased(GroupMember), aliased(Membership)
    found = select(member.id).join(works, works_there(member, works))
    found = found.where(member.group_id == group, member.person_id == p.id, member.until.is_(None))
    if roles:
        found = found.where(member.role.in_(roles))
    if acting:
        found = found.where(member.organisation_id == p.organisation_id)
    return and_(p.active, found.correlate_except(member, works).exists())


def invited(p: Principal, group: Any) -> ColumnElement[bool]:
    invitation, works = aliased(GroupInvitation), aliased(Membership)
    found = select(invitation.id).join(works, works_there(invitation, works))
    found = found.where(
        invitation.group_id == group, invitation.person_id == p.id, invitation.state == WAITING
    )
    return and_(p.active, found.correlate_except(invitation, works).exists())


@rule("groups.read", WorkingGroup)
def may_read(p: Principal) -> ColumnElement[bool]:
    """The card of a group. A hidden one does not exist for whoever is neither in it nor invited."""
    listed = and_(WorkingGroup.joining != HIDDEN, works_somewhere(p))
    return or_(listed, sits(p, WorkingGroup.id), invited(p, WorkingGroup.id))


@rule("groups.enter", WorkingGroup)
def may_enter(p: Principal) -> ColumnElement[bool]:
    """What is inside: who the members are, the rooms, where the group came from."""
    return sits(p, WorkingGroup.id)


@rule("groups.create")
def may_create(p: Principal) -> ColumnElement[bool]:
    return acts_somewhere(p)


@rule("groups.join", WorkingGroup)
def may_join(p: Principal) -> ColumnElement[bool]:
    """Also for who is in already: a second click finds that it is done."""
    return and_(WorkingGroup.joining == OPEN, WorkingGroup.state != CLOSED, acts_somewhere(p))


@rule("groups.request", WorkingGroup)
def may_request(p: Principal) -> ColumnElement[bool]:
    return and_(WorkingGroup.joining == REQUEST, WorkingGroup.state != CLOSED, acts_somewhere(p))


@rule("groups.manage", WorkingGroup)
def may_manage(p: Principal) -> ColumnElement[bool]:
    """Its text, its members, its rooms; a closed group is left as it was."""
    return and_(WorkingGroup.state != CLOSED, acts_in(p, WorkingGroup.id, *MANAGERS))


@rule("groups.desk", WorkingGroup)
def may_see_desk(p: Principal) -> ColumnElement[bool]:
    """Who asks to come in and who is asked: to be read whichever organisation one acts for."""
    return sits(p, WorkingGroup.id, *MANAGERS)


@rule("groups.invite", WorkingGroup)
def may_invite(p: Principal) -> ColumnElement[bool]:
    return may_manage(p)


@rule("groups.hand_over", WorkingGroup)
def may_hand_over(p: Principal) -> ColumnElement[bool]:
    return and_(WorkingGroup.state != CLOSED, acts_in(p, WorkingGroup.id, CHAIR))


@rule("groups.close", WorkingGroup)
def may_close(p: Principal) -> ColumnElement[bool]:
    """To end it, let it rest, or take it up again."""
    return acts_in(p, WorkingGroup.id, CHAIR)


@rule("groups.leave", WorkingGroup)
def may_leave(p: Principal) -> ColumnElement[bool]:
    """Whichever organisation one acts for: nobody is held."""
    return sits(p, WorkingGroup.id)


@rule("groups.member", GroupMember, sees="groups.member")
def may_see_member(p: Principal) -> ColumnElement[bool]:
    return and_(GroupMember.until.is_(None), sits(p, GroupMember.group_id))


@rule("groups.manage_member", GroupMember, sees="groups.member")
def may_manage_member(p: Principal) -> ColumnElement[bool]:
    return and_(is_open(GroupMember), acts_in(p, GroupMember.group_id, *MANAGERS))


@rule("groups.hand_to", GroupMember, sees="groups.member")
def may_hand_to(p: Principal) -> ColumnElement[bool]:
    return and_(is_open(GroupMember), acts_in(p, GroupMember.group_id, CHAIR))


@rule("groups.see_request", GroupRequest, sees="groups.see_request")
def may_see_request(p: Principal) -> ColumnElement[bool]:
    """Whoever asked, and whoever may answer."""
    mine = and_(p.active, GroupRequest.person_id == p.id)
    return or_(mine, sits(p, GroupRequest.group_id, *MANAGERS))


@rule("groups.decide", GroupRequest, sees="groups.see_request")
def may_decide(p: Principal) -> ColumnElement[bool]:
    return and_(is_open(GroupRequest), acts_in(p, GroupRequest.group_id, *MANAGERS))


@rule("groups.withdraw", GroupRequest, sees="groups.see_request")
def may_withdraw(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, GroupRequest.person_id == p.id)


@rule("groups.see_invitation", GroupInvitation, sees="groups.see_invitation")
def may_see_invitation(p: Principal) -> ColumnElement[bool]:
    mine = and_(GroupInvitation.person_id == p.id, belongs(p, GroupInvitation.organisation_id))
    return or_(mine, sits(p, GroupInvitation.group_id, *MANAGERS))


@rule("groups.accept", GroupInvitation, sees="groups.see_invitation")
def may_accept(p: Principal) -> ColumnElement[bool]:
    """Only for the organisation that was meant, so one has to act for it."""
    mine = GroupInvitation.person_id == p.id
    return and_(mine, acts_for(p, GroupInvitation.organisation_id))


@rule("groups.decline", GroupInvitation, sees="groups.see_invitation")
def may_decline(p: Principal) -> ColumnElement[bool]:
    return and_(GroupInvitation.person_id == p.id, belongs(p, GroupInvitation.organisation_id))


@rule("groups.revoke", GroupInvitation, sees="groups.see_invitation")
def may_revoke(p: Principal) -> ColumnElement[bool]:
    return acts_in(p, GroupInvitation.group_id, *MANAGERS)


@rule("groups.see_room", GroupRoom, sees="groups.see_room")
def may_see_room(p: Principal) -> ColumnElement[bool]:
    return sits(p, GroupRoom.group_id)


@rule("groups.manage_room", GroupRoom, sees="groups.see_room")
def may_manage_room(p: Principal) -> ColumnElement[bool]:
    return and_(is_open(GroupRoom), acts_in(p, GroupRoom.group_id, *MANAGERS))


def is_open(row: Any) -> ColumnElement[bool]:
    """The group that `row` (a model) belongs to is not closed."""
    group = aliased(WorkingGroup)
    found = select(group.id).where(group.id == row.group_id, group.state != CLOSED)
    return found.correlate_except(group).exists()


@rule("groups.follow")
def may_follow(p: Principal) -> ColumnElement[bool]:
    """Only the worker: to end what has lost its ground in another slice."""
    return false()


watchable("groups", WorkingGroup, "groups.read")
