"""Who may do what for an organisation."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, func, select, true
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.policy import Principal, everybody, rule

from .models import ADMINISTRATOR, Affiliation, Invitation, Membership, Organisation

_member = Membership.__table__.alias()  # made once, because `belongs` is asked all the time


@everybody
@cache  # it says the same every time, and is long to draw
def principals() -> tuple[FromClause, Principal]:
    """Every person once for each organisation they may act for now."""
    person, member, acts_for = aliased(Person), aliased(Membership), aliased(Organisation)
    source = (
        select(person.id)
        .select_from(person)
        .outerjoin(member, and_(member.person_id == person.id, member.until.is_(None)))
        .outerjoin(acts_for, acts_for.id == member.organisation_id)
        .with_only_columns(
            person.id.label("id"),
            and_(person.confirmed_at.is_not(None), person.suspended_at.is_(None)).label("active"),
            member.organisation_id.label("organisation_id"),
            func.coalesce(acts_for.kind, "").label("kind"),
            func.coalesce(member.role, "").label("role"),
            is_network_admin(acts_for.kind, member.role).label("network_admin"),
        )
        .subquery("principals")
    )
    c = source.c
    return source, Principal(c.id, c.active, c.organisation_id, c.kind, c.role, c.network_admin)


def is_network_admin(kind: Any, role: Any) -> ColumnElement[bool]:
    return and_(func.coalesce(kind, "") == "network", func.coalesce(role, "") == ADMINISTRATOR)


def memberships(p: Principal) -> Select[int]:
    """The organisations the person works for now, whichever they act for."""
    mine = aliased(Membership)
    found = select(mine.organisation_id).where(mine.person_id == p.id, mine.until.is_(None))
    return found.correlate_except(mine)  # inside another sub-query too, or it would be everybody's


def belongs(p: Principal, organisation: Any) -> ColumnElement[bool]:
    """The person works for `organisation` (a column). For reading; writing asks acts_for."""
    mine = _member.c
    found = select(mine.id).where(
        mine.person_id == p.id, mine.organisation_id == organisation, mine.until.is_(None)
    )
    return and_(p.active, found.correlate_except(_member).exists())


def acts_for(p: Principal, organisation: Any) -> ColumnElement[bool]:
    """The person acts for `organisation` (a column) right now."""
    return and_(p.active, p.organisation_id == organisation, belongs(p, organisation))


def works_somewhere(p: Principal) -> ColumnElement[bool]:
    """The person works for any organisation at all, whichever they act for."""
    mine = _member.c
    found = select(mine.id).where(mine.person_id == p.id, mine.until.is_(None))
    return and_(p.active, found.correlate_except(_member).exists())


def acts_somewhere(p: Principal) -> ColumnElement[bool]:
    """The person acts right now for an organisation they work for."""
    return and_(p.organisation_id.is_not(None), belongs(p, p.organisation_id))


def administers(p: Principal, organisation: Any) -> ColumnElement[bool]:
    return and_(acts_for(p, organisation), p.role == ADMINISTRATOR)


@rule("organisations.read", Organisation)
def may_read(p: Principal) -> ColumnElement[bool]:
    """The directory is public."""
    return true()


@rule("organisations.staff", Organisation)
def is_staff(p: Principal) -> ColumnElement[bool]:
    """What concerns the organisation as such: its inbox, its drafts, its team's invitations."""
    return belongs(p, Organisation.id)


@rule("organisations.edit", Organisation)
def may_edit(p: Principal) -> ColumnElement[bool]:
    return administers(p, Organisation.id)


@rule("organisations.invite", Organisation)
def may_invite(p: Principal) -> ColumnElement[bool]:
    return administers(p, Organisation.id)


@rule("organisations.found_network", None)
def may_found_network(p: Principal) -> ColumnElement[bool]:
    """No person: whoever operates the installation does, at its console."""
    return false()


@rule("organisations.act", None)
def may_act(p: Principal) -> ColumnElement[bool]:
    """Somebody who acts for any organisation at all."""
    return and_(p.active, p.organisation_id.is_not(None))


@rule("organisations.act_for", Membership, sees="organisations.act_for")
def may_act_for(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, Membership.person_id == p.id, Membership.until.is_(None))


@rule("organisations.end_membership", Membership, sees="organisations.end_membership")
def may_end(p: Principal) -> ColumnElement[bool]:
    """One may leave; an administrator may end the membership of others."""
    mine = Membership.person_id == p.id
    by_admin = and_(p.role == ADMINISTRATOR, p.organisation_id == Membership.organisation_id)
    return and_(p.active, Membership.until.is_(None), mine | by_admin)


@rule("organisations.change_role", Membership, sees="organisations.change_role")
def may_change_role(p: Principal) -> ColumnElement[bool]:
    return and_(administers(p, Membership.organisation_id), Membership.until.is_(None))


@rule("organisations.edit_membership", Membership, sees="organisations.edit_membership")
def may_edit_membership(p: Principal) -> ColumnElement[bool]:
    """What somebody does in the team: they themselves say it, or an administrator."""
    mine = Membership.person_id == p.id
    current = and_(p.active, Membership.until.is_(None))
    return and_(current, mine | administers(p, Membership.organisation_id))


@rule("organisations.manage_invitation", Invitation, sees="organisations.manage_invitation")
def may_manage_invitation(p: Principal) -> ColumnElement[bool]:
    return administers(p, Invitation.organisation_id)


@rule("organisations.on_behalf", Affiliation, sees="organisations.on_behalf")
def may_act_on_behalf(p: Principal) -> ColumnElement[bool]:
    """A cluster acts for the companies that are its members now."""
    return and_(p.active, p.organisation_id == Affiliation.cluster_id, Affiliation.until.is_(None))
