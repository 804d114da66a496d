"""What a notification is about: its title and where it is opened, for each kind of thing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grappe.calls.models import Call, Interest
from grappe.foundation.db import db
from grappe.foundation.models import Deed
from grappe.foundation.policy import RULES
from grappe.groups.models import GroupRequest, WorkingGroup
from grappe.organisations.models import Organisation
from grappe.rooms.models import Mark, Message, Report, Room, RoomAct
from grappe.sessions.models import Amendment, Minutes, Session

from ..models import KINDS


@dataclass(frozen=True)
class Subject:
    thing: Any
    title: str
    path: str


def organisation(thing: Organisation) -> Subject:
    return Subject(thing, thing.name, f"/directory/{thing.slug}")


def call(thing: Call) -> Subject:
    return Subject(thing, thing.title, f"/calls/{thing.id}")


def interest(thing: Interest) -> Subject:
    about = db.session.get_one(Call, thing.call_id)
    return Subject(thing, about.title, f"/calls/interests/{thing.id}")


def group(thing: WorkingGroup) -> Subject:
    return Subject(thing, thing.name, f"/groups/{thing.id}")


def request(thing: GroupRequest) -> Subject:
    about = db.session.get_one(WorkingGroup, thing.group_id)
    return Subject(thing, about.name, f"/groups/{about.id}/requests")


def message(thing: Message) -> Subject:
    room = db.session.get_one(Room, thing.room_id)
    return Subject(thing, room.title, f"/rooms/{room.id}?around={thing.seq}")


def mark(thing: Mark) -> Subject:
    return Subject(thing, thing.words, f"/rooms/{thing.room_id}?around={thing.seq}")


def session(thing: Session) -> Subject:
    return Subject(thing, thing.title, f"/sessions/{thing.id}")


def room(thing: Room) -> Subject:
    return Subject(thing, thing.title, f"/rooms/{thing.id}/about")


def report(thing: Report) -> Subject:
    about = db.session.get_one(Room, thing.room_id)
    return Subject(thing, about.title, f"/rooms/reports/{thing.id}")


def act(thing: RoomAct) -> Subject:
    about = db.session.get_one(Room, thing.room_id)
    return Subject(thing, about.title, f"/rooms/{about.id}/trace")


def minutes(thing: Minutes) -> Subject:
    return Subject(thing, thing.content["title"], f"/sessions/{thing.session_id}/minutes")


def amendment(thing: Amendment) -> Subject:
    about = minutes(db.session.get_one(Minutes, thing.minutes_id))
    return Subject(thing, about.title, f"{about.path}#a-{thing.id}")


SUBJECTS: dict[str, Callable[[Any], Subject]] = {
    "organisation": organisation,
    "call": call,
    "interest": interest,
    "working_group": group,
    "group_request": request,
    "message": message,
    "mark": mark,
    "session": session,
    "room": room,
    "report": report,
    "room_act": act,
    "minutes": minutes,
    "amendment": amendment,
}


def subject(deed: Deed, kind: str) -> Subject | None:
    """What the notification of `kind` is about; None when it is no longer there.

    It is the object of the deed, or a smaller thing that the deed names in its data.
    """
    model = RULES[KINDS[kind].opens].model
    table = model.__tablename__
    number = deed.object_id if deed.object_type == table else deed.data.get(table.split("_")[-1])
    thing = db.session.get(model, number) if number else None
    return SUBJECTS[table](thing) if thing is not None else None
