"""Making a group: its founder takes the chair, partners come in with it, one room is open."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.models import Origin
from grappe.foundation.news import came_from, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold, plain, tidy

from ..models import CHAIR, INVITATION, JOINING, WorkingGroup
from .places import open_general
from .seats import about, take_seat, works_for

LONGEST_NAME = 120


class Terms(TypedDict, total=False):
    """What a group may say of itself beside its name and mandate. `ticket`: one form, one group."""

    joining: str
    sponsor: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    seats_per_organisation: int | None
    origin_path: str
    origin_title: str
    ticket: str | None


@operation
def create_group(
    by: Actor,
    name: str,
    mandate: str,
    *,
    partners: Iterable[tuple[int, int]] = (),
    origin: Any = None,
    once: bool = False,
    **terms: Unpack[Terms],
) -> WorkingGroup:
    """Make a group chaired by `by`; `partners` (person id, organisation id) come in at once.

    `origin` is the object it came out of; with `once` that object has one group and a second call
    finds it. A partner who has left the organisation meanwhile is passed over.
    """
    require(by, "groups.create")
    found = made_before(by, origin if once else None, terms.get("ticket"))
    if found is not None:
        return found
    group = WorkingGroup(organisation_id=by.organisation_id)
    if ticket := terms.pop("ticket", None):
        group.ticket = f"{by.person_id}:{ticket}"[:80]
    write(group, {"name": name, "mandate": mandate, "joining": INVITATION} | dict(terms))
    db.session.add(group)
    db.session.flush()
    if origin is not None:
        came_from(group, origin)
    settle_in(by, group, list(partners))
    return group


def settle_in(by: Actor, group: WorkingGroup, partners: list[tuple[int, int]]) -> None:
    open_general(by, group)
    chair = take_seat(group, by.person_id, by.organisation_id or 0, CHAIR)
    deed(by, "groups.created", group, **about(chair))
    for person_id, organisation_id in partners:
        if person_id != by.person_id and works_for(person_id, organisation_id):
            deed(
                by, "groups.admitted", group, **about(take_seat(group, person_id, organisation_id))
            )


def made_before(by: Actor, origin: Any, ticket: str | None) -> WorkingGroup | None:
    """The group of this origin or form, if there is one. Of two at once the second waits here."""
    found = select(WorkingGroup)
    if origin is not None:
        lock(origin)
        return db.session.scalars(
            found.join(Origin, Origin.to_id == WorkingGroup.id).where(
                Origin.to_type == WorkingGroup.__tablename__,
                Origin.from_type == type(origin).__tablename__,
                Origin.from_id == origin.id,
            )
        ).first()
    if ticket is None:
        return None
    alone = select(Person.id).where(Person.id == by.person_id)
    db.session.execute(alone.with_for_update(key_share=True))
    return db.session.scalars(
        found.where(WorkingGroup.ticket == f"{by.person_id}:{ticket}"[:80])
    ).first()


def write(group: WorkingGroup, said: dict[str, Any]) -> None:
    """Put what was said into the group, or say which part makes no sense."""
    for key in ("name", "mandate", "sponsor", "origin_path", "origin_title"):
        if key in said:
            said[key] = tidy(said[key] or "")
    for key, value in said.items():
        setattr(group, key, value)
    group.origin_title = plain(group.origin_title or "", 200)
    group.folded = fold(f"{group.name} {group.mandate} {group.sponsor or ''}")
    group.sort_key = fold(group.name)[:160]
    check(group)


def check(group: WorkingGroup) -> None:
    if not group.name or len(group.name) > LONGEST_NAME:
        raise Invalid(N_("Give the group a name of at most 120 characters."), field="name")
    if not group.mandate:
        raise Invalid(N_("Say in a few sentences what the group is to achieve."), field="mandate")
    if group.joining not in JOINING:
        raise Invalid(N_("Choose how one comes into the group."), field="joining")
    if group.starts_on and group.ends_on and group.ends_on < group.starts_on:
        raise Invalid(N_("Choose an end after the start."), field="ends_on")
    seats = group.seats_per_organisation
    if seats is not None and not 1 <= seats <= 1000:
        raise Invalid(N_("Allow at least one seat."), field="seats_per_organisation")
