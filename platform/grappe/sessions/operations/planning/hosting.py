"""Organising together: other organisations are asked, and say yes or no with one click."""

from collections.abc import Iterable

from sqlalchemy import select

from grappe.calls.policy import CALLERS
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid, Missing
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push
from grappe.organisations.models import Membership, Organisation
from grappe.rooms.models import SECRETARY, Room
from grappe.rooms.operations import membership as rooms

from ...models import NETWORK, Session, SessionHost
from .coming import seat_again
from .writing import changed, need_planned

MOST = 12


@operation
def ask_hosts(by: Actor, session: Session, organisations: Iterable[int]) -> list[SessionHost]:
    """Ask organisations to organise it too; who was asked already is passed over."""
    require(by, "sessions.manage", session)
    lock(session)
    need_planned(session)
    wanted = {n for n in organisations if n != session.organisation_id}
    if not wanted:
        raise Invalid(N_("Choose at least one organisation."), field="organisations")
    there = {row.organisation_id: row for row in all_of(session)}
    known = select(Organisation.id).where(
        Organisation.id.in_(wanted), Organisation.kind.in_(CALLERS),
        Organisation.claimed_at.is_not(None),
    )  # fmt: skip
    if set(db.session.scalars(known)) != wanted:
        raise Invalid(N_("Choose organisations of the list."), field="organisations")
    if len(there.keys() | wanted) > MOST:
        raise Invalid(N_("At most %(most)s organisations organise together."),
                      field="organisations", most=MOST)  # fmt: skip
    return [asked(by, session, n, there.get(n)) for n in sorted(wanted)
            if n not in there or there[n].declined_at]  # fmt: skip


def asked(by: Actor, session: Session, number: int, before: SessionHost | None) -> SessionHost:
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    row = SessionHost(session_id=session.id, organisation_id=number, by_id=by.person_id)
    db.session.add(row)
    deed(by, "sessions.host_asked", session, organisation=number)
    tell(session, number)
    return row


def all_of(session: Session) -> list[SessionHost]:
    return list(db.session.scalars(select(SessionHost).where(SessionHost.session_id == session.id)))


@operation
def answer_hosting(by: Actor, session: Session, yes: bool) -> None:
    """Accept or decline for the organisation one acts for."""
    require(by, "sessions.answer_hosting", session)
    lock(session)
    need_planned(session)
    row = db.session.get(SessionHost, (session.id, by.organisation_id))
    if row is None:
        raise Missing
    if (row.accepted_at is not None) if yes else (row.declined_at is not None):
        return
    now = utc_now()
    row.accepted_at, row.declined_at = (now, None) if yes else (None, now)
    if session.visibility == NETWORK:
        room = db.session.get_one(Room, session.room_id)
        if yes:
            rooms.admit(room, by.person_id, by.organisation_id, SECRETARY)
        else:
            leave(session, room, row.organisation_id)
    if not yes:
        access_shrank()
    deed(by, "sessions.host_accepted" if yes else "sessions.host_declined", session)
    tell(session, row.organisation_id)


@operation
def drop_host(by: Actor, session: Session, organisation_id: int) -> None:
    """Take back the question, or part as organisers."""
    require(by, "sessions.manage", session)
    lock(session)
    need_planned(session)
    row = db.session.get(SessionHost, (session.id, organisation_id))
    if row is None:
        return
    db.session.delete(row)
    if session.visibility == NETWORK:
        leave(session, db.session.get_one(Room, session.room_id), organisation_id)
    access_shrank()
    tell(session, organisation_id)


def leave(session: Session, room: Room, organisation_id: int) -> None:
    """Its people run the session's own room no longer; whoever is registered stays in it."""
    seat_again(session, room, organisation_id)


def tell(session: Session, organisation_id: int) -> None:
    changed(session)
    team = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.until.is_(None)
    )
    for person in sorted(set(db.session.scalars(team))):
        push(f"people/{person}")
