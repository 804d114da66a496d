"""The groups somebody may know of: their own first, then those they could join."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect, db
from grappe.foundation.policy import principal, visible
from grappe.foundation.text import fold
from grappe.organisations.models import Membership, Organisation

from ..models import CHAIR, CLOSED, GroupMember, WorkingGroup
from ..policy import sits, works_there

PER_PAGE = 20


@dataclass(frozen=True)
class Found:
    """One page of groups; `total` counts all pages."""

    rows: list[Any]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def listing(by: Actor, words: str = "", joining: str = "", page: int = 1) -> Found:
    """One query, whatever the number of groups; a closed group comes after the living."""
    mine = sits(principal(by), WorkingGroup.id)
    query = select(
        WorkingGroup.id, WorkingGroup.name, WorkingGroup.mandate, WorkingGroup.joining,
        WorkingGroup.state, WorkingGroup.sponsor, mine.label("mine"), role_of(by).label("role"),
        seats_taken(func.count()).label("members"),
        seats_taken(func.count(GroupMember.organisation_id.distinct())).label("organisations"),
        led_by().label("led_by"), func.count().over().label("total"),
    )  # fmt: skip
    query = query.where(visible(by, "groups.read"), *narrowed(words, joining))
    order = (mine.desc(), WorkingGroup.state == CLOSED, WorkingGroup.sort_key, WorkingGroup.id)
    rows = db.session.execute(
        query.order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return Found(list(rows), rows[0].total if rows else 0, page)


def narrowed(words: str, joining: str) -> list[ColumnElement[bool]]:
    """Every word has to occur, with or without its accents."""
    wanted = [WorkingGroup.folded.contains(w, autoescape=True) for w in fold(words).split()[:8]]
    return [*wanted, *([WorkingGroup.joining == joining] if joining else [])]


def role_of(by: Actor) -> ScalarSelect[Any]:
    member, works = aliased(GroupMember), aliased(Membership)
    found = select(member.role).join(works, works_there(member, works))
    return found.where(
        member.group_id == WorkingGroup.id, member.person_id == by.person_id,
        member.until.is_(None),
    ).limit(1).scalar_subquery()  # fmt: skip


def seats_taken(what: ColumnElement[Any]) -> ScalarSelect[Any]:
    return now_in(select(what).select_from(GroupMember)).scalar_subquery()


def now_in(query: AnySelect) -> AnySelect:
    """Members of the group of the enclosing query who are still there for their organisation."""
    works = aliased(Membership)
    joined = query.join(works, works_there(GroupMember, works))
    return joined.where(
        GroupMember.group_id == WorkingGroup.id, GroupMember.until.is_(None)
    ).correlate(WorkingGroup)


def led_by() -> ScalarSelect[Any]:
    """The organisation of the chair."""
    of_chair = select(Organisation.name).select_from(GroupMember)
    of_chair = of_chair.join(Organisation, Organisation.id == GroupMember.organisation_id)
    return now_in(of_chair).where(GroupMember.role == CHAIR).limit(1).scalar_subquery()
