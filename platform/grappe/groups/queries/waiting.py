"""What waits in groups: for an answer of somebody, or of the group's chair."""

from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Subquery, func, literal, select, union_all
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect, db
from grappe.foundation.policy import ASKER, ask, principal
from grappe.organisations.models import Membership, Organisation

from ..models import CLOSED, WAITING, GroupInvitation, GroupRequest, WorkingGroup
from ..policy import MANAGERS, sits, works_there


def to_decide(by: Actor) -> list[Any]:
    """Requests in the groups that `by` runs, for whichever organisation they act now."""
    return [
        GroupRequest.state == WAITING,
        WorkingGroup.state != CLOSED,
        sits(principal(by), GroupRequest.group_id, *MANAGERS),
    ]


def to_answer(by: Actor) -> list[Any]:
    """Invitations of `by` to groups that still live."""
    return [
        GroupInvitation.state == WAITING,
        GroupInvitation.person_id == by.person_id,
        WorkingGroup.state != CLOSED,
    ]


def waiting_count(by: Actor) -> int:
    """How many rows `waiting_for` would give; one query."""
    return db.session.scalar(select(waiting_number(by))) or 0


def waiting_number(by: Actor) -> ScalarSelect[int]:
    """The same, to be asked along with other numbers."""
    return select(func.count()).select_from(whole(by)).scalar_subquery()


def waiting_for(by: Actor) -> list[Any]:
    """Requests that `by` may decide and invitations to `by`, the oldest first.

    Rows (kind "request" or "invitation", id, group_id, group, person_id, person, organisation_id,
    organisation, message, at).

    Of a request, person and organisation are who asks; of an invitation, who invited, and the
    organisation that is meant. One query.
    """
    return list(ask(all_that_waits(), by).all())


@cache
def all_that_waits() -> AnySelect:
    parts = whole(ASKER)
    return select(parts).order_by(parts.c.at, parts.c.id)


def whole(by: Actor) -> Subquery:
    requests = told(GroupRequest, "request", GroupRequest.person_id, GroupRequest.message)
    invitations = told(GroupInvitation, "invitation", GroupInvitation.invited_by_id, literal(""))
    return union_all(requests.where(*to_decide(by)), invitations.where(*to_answer(by))).subquery()


def at_the_door(group: WorkingGroup) -> list[Any]:
    """Requests to come into `group` and invitations into it that nobody has answered, the oldest
    first: rows as `waiting_for` gives them, of an invitation with the person who is invited."""
    parts = union_all(
        asking(group),
        told(GroupInvitation, "invitation", GroupInvitation.person_id, literal("")).where(
            GroupInvitation.group_id == group.id, GroupInvitation.state == WAITING
        ),
    ).subquery()
    return list(db.session.execute(select(parts).order_by(parts.c.at, parts.c.id)).all())


def asking(group: WorkingGroup) -> AnySelect:
    found = told(GroupRequest, "request", GroupRequest.person_id, GroupRequest.message)
    return found.where(GroupRequest.group_id == group.id, GroupRequest.state == WAITING)


def waiting_in(group: WorkingGroup) -> ScalarSelect[int]:
    """How many ask to come into `group`, to be read along with something else."""
    return select(func.count()).select_from(asking(group).subquery()).scalar_subquery()


def told(model: Any, kind: str, person: Any, message: Any) -> AnySelect:
    """Who it is about is still there: whoever left the organisation waits for nothing."""
    works = aliased(Membership)
    return (
        select(
            literal(kind).label("kind"), model.id.label("id"), WorkingGroup.id.label("group_id"),
            WorkingGroup.name.label("group"), Person.id.label("person_id"),
            Person.name.label("person"), Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"), message.label("message"), model.at.label("at"),
        )
        .select_from(model)
        .join(WorkingGroup, WorkingGroup.id == model.group_id)
        .join(works, works_there(model, works))
        .join(Person, Person.id == person)
        .join(Organisation, Organisation.id == model.organisation_id)
    )  # fmt: skip
