"""Whom the minutes of a session concern."""

from collections.abc import Callable

from sqlalchemy import or_, select

from grappe.accounts.models import Person
from grappe.foundation.db import AnySelect
from grappe.foundation.models import Deed
from grappe.rooms.models import CHAIR, SECRETARY, RoomMember
from grappe.sessions.models import Amendment, Minutes, Registration, Session


def minuted(deed: Deed) -> AnySelect:
    """The minutes that the deed is about, or those that the amendment is to."""
    if deed.object_type == "amendment":
        return select(Amendment.minutes_id).where(Amendment.id == deed.object_id)
    return select(Minutes.id).where(Minutes.id == deed.object_id)


def minute_takers(deed: Deed) -> AnySelect:
    """Chair and secretary of its room, and who planned the session."""
    planned = (
        select(Session.by_id)
        .join(Minutes, Minutes.session_id == Session.id)
        .where(Minutes.id.in_(minuted(deed)))
    )
    run = in_the_room(deed, CHAIR, SECRETARY)
    return select(Person.id).where(or_(Person.id.in_(run), Person.id.in_(planned)))


def in_the_room(deed: Deed, *roles: str) -> AnySelect:
    found = (
        select(RoomMember.person_id)
        .join(Minutes, Minutes.room_id == RoomMember.room_id)
        .where(Minutes.id.in_(minuted(deed)), RoomMember.left_at.is_(None))
    )
    return found.where(RoomMember.role.in_(roles)) if roles else found


def attendees(deed: Deed) -> AnySelect:
    return (
        select(Registration.person_id)
        .join(Minutes, Minutes.session_id == Registration.session_id)
        .where(Minutes.id.in_(minuted(deed)), Registration.came_at.is_not(None))
    )


def readers(deed: Deed) -> AnySelect:
    """Everybody in its room, and whoever was there."""
    members, came = in_the_room(deed), attendees(deed)
    return select(Person.id).where(or_(Person.id.in_(members), Person.id.in_(came)))


def concerned(deed: Deed) -> AnySelect:
    """Whoever proposed the amendment."""
    return select(Person.id).where(Person.id == deed.data.get("person"))


WHO: dict[str, Callable[[Deed], AnySelect]] = {
    "minutes.drafted": minute_takers,
    "minutes.opened": attendees,
    "minutes.extended": attendees,
    "minutes.ended": minute_takers,
    "minutes.approved": readers,
    "minutes.corrected": readers,
    "amendments.proposed": minute_takers,
    "amendments.taken": concerned,
    "amendments.refused": concerned,
}
TOLD_OF_MINUTES = {verb: ((verb, whom),) for verb, whom in WHO.items()}
