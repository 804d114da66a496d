"""Sessions for the tests to play in."""

import datetime as dt
import uuid

from grappe.foundation.db import db, utc_now
from grappe.rooms.models import Room
from grappe.sessions.models import Session
from grappe.sessions.operations.planning import coming, stages, writing
from grappe.sessions.operations.planning.writing import Plan


def text(**more):
    given = {"title": "Decarbonising heat", "starts_at": utc_now() + dt.timedelta(days=10)}
    return Plan(**(given | more))


def planned(by, room_id=None, **more):
    """A planned session in the room (whoever plans must run it), or for the network; its id."""
    room = db.session.get(Room, room_id) if room_id else None
    return writing.plan(by, str(uuid.uuid4()), text(**more), room).id


def session_of(number):
    return db.session.get_one(Session, number)


def registered(number, *people):
    """The actors register, in this order; their states."""
    return [coming.register(by, session_of(number)).state for by in people]


def opened(by, number):
    stages.open_session(by, session_of(number))


def closed(by, number):
    stages.close_session(by, session_of(number))
