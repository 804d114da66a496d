"""Turns the token of a cookie into the actor: who, and for which organisation."""

import datetime as dt
from functools import cache
from typing import Any

from flask import current_app, g, has_request_context
from sqlalchemy import and_, bindparam, null, select

from grappe.accounts.models import Person, SignIn
from grappe.accounts.session import LONGEST, SHORTEST, digest
from grappe.foundation.actor import Actor
from grappe.foundation.asking import reads_actors
from grappe.foundation.db import UTC, AnyRow, db, is_sqlite, utc_now
from grappe.foundation.errors import SignInFirst
from grappe.foundation.watch import tells_alive

from .models import ADMINISTRATOR, ActingFor, Membership, Organisation

TOUCHED_EVERY = dt.timedelta(minutes=10)


@reads_actors
def actor_of(token: str) -> Actor | None:
    """One query: the session if it is still good, its person, and whom they act for."""
    if not SHORTEST <= len(token) <= LONGEST:
        return None
    row = db.session.execute(by_token(), {"digest": digest(token)} | limits()).one_or_none()
    if row is None:
        return None
    if has_request_context() and row.used_at < utc_now() - TOUCHED_EVERY:
        g.sign_in_is_stale = True
    return actor(row)


@cache
def query() -> Any:
    """Written once: every request and event asks it first."""
    return (
        select(
            Person.id, Person.name, Person.email, Person.locale, Person.timezone, Person.theme,
            Person.density, SignIn.id.label("sign_in_id"), SignIn.used_at, Membership.role,
            Organisation.id.label("organisation_id"), Organisation.name.label("organisation_name"),
            Organisation.slug, Organisation.kind,
        )
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(ActingFor, ActingFor.sign_in_id == SignIn.id)
        .outerjoin(
            Membership,
            and_(Membership.id == ActingFor.membership_id, Membership.until.is_(None),
                 Membership.person_id == Person.id),
        )
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    )  # fmt: skip


@cache
def by_token() -> Any:
    return query().where(SignIn.digest == bindparam("digest"), still_good())


@cache
def still_good() -> Any:
    """Not past its absolute end, used lately enough (`limits`), and its person may sign in."""
    return and_(
        SignIn.expires_at > bindparam("now", type_=UTC()),
        SignIn.used_at > bindparam("idle_since", type_=UTC()),
        Person.confirmed_at.is_not(None),
        Person.suspended_at.is_(None),
    )


def limits() -> dict[str, dt.datetime]:
    """The instants that `still_good` compares with."""
    idle, now = current_app.extensions["settings"].session_idle, utc_now()
    return {"now": now, "idle_since": now - dt.timedelta(seconds=idle)}


def actor(row: AnyRow) -> Actor:
    return Actor(
        person_id=row.id,
        name=row.name,
        email=row.email,
        locale=row.locale,
        timezone=row.timezone,
        theme=row.theme,
        density=row.density,
        sign_in_id=row.sign_in_id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name or "",
        organisation_slug=row.slug or "",
        organisation_kind=row.kind or "",
        role=row.role or "",
        network_admin=row.kind == "network" and row.role == ADMINISTRATOR,
    )


def holding(column: Any, name: str, key_share: bool = True) -> Any:
    found = select(column).where(column == bindparam(name))
    return found.with_for_update(read=True, key_share=key_share)


# In the order in which whoever takes access away locks them, so that nobody waits in a circle.
HOLD = (
    holding(Person.id, "person"),
    holding(Organisation.id, "organisation"),
    holding(Membership.person_id, "person", key_share=False).where(Membership.until.is_(None)),
    holding(SignIn.id, "sign_in"),
)


def hold(by: Actor) -> None:
    """In an operation: the session `by` came with, and for whom they work, stay as they are until
    the commit. SignInFirst if the session has ended since it was read: whoever was shut out while
    waiting for a turn may not speak any more."""
    if by.sign_in_id is None:
        return
    mine = {"person": by.person_id, "organisation": by.organisation_id, "sign_in": by.sign_in_id}
    for row in HOLD[-1:] if is_sqlite() else HOLD:  # SQLite has one writer at a time anyway
        found = db.session.execute(row, mine).all()
    # pyrefly: ignore[unbound-name]
    if not found:
        raise SignInFirst


@tells_alive
def alive(sign_in_ids: list[int]) -> set[int]:
    """Which of these sessions are still good."""
    found = select(SignIn.id).join(Person, Person.id == SignIn.person_id)
    found = found.where(SignIn.id.in_(sign_in_ids), still_good())
    return set(db.session.scalars(found, limits()))


def acting(person_id: int, organisation_id: int) -> Actor | None:
    """The actor for a job or a test, without a session: read afresh, None if it is no longer so."""
    row = db.session.execute(
        select(
            Person.id, Person.name, Person.email, Person.locale, Person.timezone, Person.theme,
            Person.density, Membership.role, Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"), Organisation.slug, Organisation.kind,
            null().label("sign_in_id"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.id == person_id, Organisation.id == organisation_id, Membership.until.is_(None),
            Person.suspended_at.is_(None), Person.confirmed_at.is_not(None),
        )
        .limit(1)
    ).one_or_none()  # fmt: skip
    return actor(row) if row else None
