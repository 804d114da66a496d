"""Whom the news of a session concerns."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, union

from grappe.accounts.models import Person
from grappe.foundation.db import AnySelect
from grappe.foundation.models import Deed
from grappe.organisations.models import Membership
from grappe.rooms.models import CHAIR, SECRETARY, RoomMember
from grappe.sessions.models import REGISTERED, DateOption, DateVoice, Registration, Session


def either(*parts: Any) -> AnySelect:
    found = union(*parts).subquery()
    return select(found.c[0])


def in_its_room(deed: Deed, *roles: str) -> AnySelect:
    found = select(RoomMember.person_id).join(Session, Session.room_id == RoomMember.room_id)
    found = found.where(Session.id == deed.object_id, RoomMember.left_at.is_(None))
    return found.where(RoomMember.role.in_(roles)) if roles else found


def organisers(deed: Deed) -> AnySelect:
    planner = select(Session.by_id).where(Session.id == deed.object_id)
    return either(planner, in_its_room(deed, CHAIR, SECRETARY))


def coming(deed: Deed) -> AnySelect:
    """Also who waits for a place."""
    return select(Registration.person_id).where(
        Registration.session_id == deed.object_id, Registration.withdrawn_at.is_(None)
    )


def seated(deed: Deed) -> AnySelect:
    return coming(deed).where(Registration.state == REGISTERED)


def asked(deed: Deed) -> AnySelect:
    return select(Membership.person_id).where(
        Membership.organisation_id == deed.data.get("organisation"), Membership.until.is_(None)
    )


def of_the_room(deed: Deed) -> AnySelect:
    return either(in_its_room(deed), coming(deed))


def answered_or_coming(deed: Deed) -> AnySelect:
    voices = (
        select(DateVoice.person_id)
        .join(DateOption, DateOption.id == DateVoice.date_id)
        .where(DateOption.session_id == deed.object_id)
    )
    return either(voices, coming(deed))


def moved_up(deed: Deed) -> AnySelect:
    return select(Person.id).where(Person.id == deed.data.get("person"))


def nudged(deed: Deed) -> AnySelect:
    return select(Person.id).where(Person.id.in_(deed.data.get("people", [])))


WHO: dict[str, Callable[[Deed], AnySelect]] = {
    "sessions.host_asked": asked,
    "sessions.host_accepted": organisers,
    "sessions.host_declined": organisers,
    "sessions.pitched": organisers,
    "sessions.pitch_withdrawn": organisers,
    "sessions.too_few": organisers,
    "sessions.enough": organisers,
    "sessions.moved": coming,
    "sessions.dates_asked": of_the_room,
    "sessions.date_settled": answered_or_coming,
    "sessions.cancelled": coming,
    "sessions.opened": seated,
    "sessions.moved_up": moved_up,
    "sessions.tomorrow": seated,
    "sessions.soon": seated,
    "sessions.nudged": nudged,
}
TOLD_OF_SESSIONS = {verb: ((verb, whom),) for verb, whom in WHO.items()}
