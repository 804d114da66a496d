"""Rooms for the tests to play in."""

import uuid
from types import SimpleNamespace

from grappe.foundation.db import db
from grappe.foundation.operations import operation
from grappe.rooms.models import Room
from grappe.rooms.operations import post_message
from grappe.rooms.operations.membership import admit, dismiss, open_room

HOME = {"ada": "plastalia", "alix": "plastalia", "bo": "textora", "bea": "textora", "cy": "aquavia",
        "dee": "plastalia", "nora": "network"}  # fmt: skip


@operation
def opened(by, world, title="General", **people):
    room = open_room(by, title, holder_type="working_group", holder_id=1, place="Circular textiles",
                     path="/groups/1")  # fmt: skip
    for person, role in people.items():
        admit(room, getattr(world, person), getattr(world, HOME[person]), role)
    return room


@operation
def admitted(room_id, world, person, role="member", history=True):
    admit(db.session.get(Room, room_id), getattr(world, person), getattr(world, HOME[person]), role,
          history)  # fmt: skip


@operation
def dismissed(room_id, world, person):
    return dismiss(db.session.get(Room, room_id), getattr(world, person))


def said(by, room_id, *words):
    room = db.session.get(Room, room_id)
    return [post_message(by, room, uuid.uuid4(), each) for each in words]


def cid():
    return str(uuid.uuid4())


def stage(app, world, by, **people):
    """A room with the given people (default: Ada its chair, Bo and Bea), and its id."""
    cast = people or {"ada": "chair", "bo": "member", "bea": "member"}
    with app.app_context():
        return SimpleNamespace(id=opened(by("ada"), world, **cast).id)
