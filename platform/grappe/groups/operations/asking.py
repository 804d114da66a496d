"""Asking to come in, and the answer."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import tidy

from ..models import (
    ADMITTED,
    REFUSED,
    WAITING,
    WITHDRAWN,
    GroupRequest,
    WorkingGroup,
)  # fmt: skip
from .seats import about, managers, need_life, seat_of, take_seat, tell

ANSWERED = N_("This request has been answered in the meantime.")


@operation
def ask(by: Actor, group: WorkingGroup, message: str) -> GroupRequest | None:
    """Ask to come in for the organisation one acts for. Nothing when one is in; a second asking
    finds the first."""
    require(by, "groups.request", group)
    lock(group)
    require(by, "groups.request", group)
    if seat_of(group, by.person_id) is not None:
        return None
    found = db.session.scalars(
        select(GroupRequest).where(
            GroupRequest.group_id == group.id, GroupRequest.person_id == by.person_id,
            GroupRequest.state == WAITING,
        )
    ).one_or_none()  # fmt: skip
    if found is not None and found.organisation_id == by.organisation_id:
        return found
    if found is not None:
        raise Invalid(N_("You have already asked to come in for another of your organisations."))
    return asked(by, group, tidy(message))


def asked(by: Actor, group: WorkingGroup, message: str) -> GroupRequest:
    if not message:
        raise Invalid(N_("Say in a sentence why you want to come in."), field="message")
    row = GroupRequest(
        group_id=group.id, person_id=by.person_id, organisation_id=by.organisation_id,
        message=message,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    deed(by, "groups.requested", group, **of(row))
    tell(group, by.person_id, *managers(group))
    return row


@operation
def admit(by: Actor, request: GroupRequest) -> None:
    """Let in who asked."""
    require(by, "groups.decide", request)
    group = held(request)
    if request.state == ADMITTED:
        return
    if request.state != WAITING:
        raise Conflict(ANSWERED)
    decide(by, request, ADMITTED)
    member = take_seat(group, request.person_id, request.organisation_id)
    deed(by, "groups.admitted", group, **about(member), request=request.id)
    tell(group, *managers(group))


@operation
def refuse(by: Actor, request: GroupRequest, reason: str) -> None:
    """Say no, and why: whoever asked reads the reason."""
    require(by, "groups.decide", request)
    group = held(request)
    reason = tidy(reason)
    if not reason:
        raise Invalid(N_("Say why: whoever asked will read it."), field="reason")
    if request.state == REFUSED and request.decided_by_id == by.person_id:
        return
    if request.state != WAITING:
        raise Conflict(ANSWERED)
    decide(by, request, REFUSED, reason)
    deed(by, "groups.refused", group, **of(request))
    tell(group, request.person_id, *managers(group))


@operation
def withdraw(by: Actor, request: GroupRequest) -> None:
    """Take back one's own request."""
    require(by, "groups.withdraw", request)
    group = request.group
    lock(group)
    lock(request)
    if request.state == WITHDRAWN:
        return
    if request.state != WAITING:
        raise Conflict(ANSWERED)
    decide(by, request, WITHDRAWN)
    tell(group, request.person_id, *managers(group))


def held(request: GroupRequest) -> WorkingGroup:
    group = request.group
    lock(group)
    lock(request)
    need_life(group)
    return group


def decide(by: Actor, request: GroupRequest, state: str, reason: str = "") -> None:
    request.state, request.reason = state, reason
    request.decided_by_id, request.decided_at = by.person_id, utc_now()


def of(request: GroupRequest) -> dict[str, int]:
    return {
        "person": request.person_id, "organisation": request.organisation_id, "request": request.id,
    }  # fmt: skip
