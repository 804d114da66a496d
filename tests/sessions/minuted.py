"""A session that has been held, made row by row, and its minutes.

Ada chairs the room, Alix is secretary, Bo and Bea are members. Bo, Cy and Ada came; Bea was absent,
Dee excused. Cy is not in the room: the session was for the network unless the test says otherwise.
"""

import datetime as dt
import uuid
from types import SimpleNamespace

from sqlalchemy import update

from grappe.foundation.db import db, utc_now
from grappe.rooms import operations as rooms
from grappe.rooms.models import Mark, Message, Room, Voice
from grappe.sessions.models import Minutes, Point, Registration, Session
from grappe.sessions.operations import minutes as acts
from tests.rooms.staging import opened, said

HOUR = dt.timedelta(hours=1)
MARKED = (
    ("bo", "We keep three mixes: 80/20, 60/40 and 50/50", "decision"),
    ("ada", "Compare the three test benches", "action"),
    ("bea", "Who lends the camera?", "question"),
)


def get(model, key):
    return db.session.get(model, key, populate_existing=True)


def held(app, world, by, visibility="room", **people):
    """A closed session with three marked messages; gives ids."""
    cast = people or {"ada": "chair", "alix": "secretary", "bo": "member", "bea": "member"}
    with app.app_context():
        room = opened(by("ada"), world, **cast)
        now = utc_now()
        session = Session(
            key=str(uuid.uuid4()), room_id=room.id, organisation_id=world.plastalia,
            by_id=world.ada, title="Circular textiles, November", visibility=visibility,
            state="closed", starts_at=now - 2 * HOUR, opened_at=now - 2 * HOUR,
            closed_at=now + HOUR / 60,
        )  # fmt: skip
        db.session.add(session)
        db.session.flush()
        db.session.add_all([
            Point(session_id=session.id, position=1, title="Test plan", minutes=20, spent=1500,
                  started_at=now - 2 * HOUR),
            Point(session_id=session.id, position=2, title="Never reached", minutes=10),
            *(registered(session, world, *one, now) for one in (
                ("ada", "plastalia", True), ("bo", "textora", True), ("cy", "aquavia", True),
                ("bea", "textora", False),
            )),
            Registration(session_id=session.id, person_id=world.dee, organisation_id=world.plastalia,
                         state="withdrawn", withdrawn_at=now),
        ])  # fmt: skip
        db.session.commit()
        marks = [marked(by, room.id, *one) for one in MARKED]
        db.session.add(Voice(mark_id=marks[0], organisation_id=world.textora, person_id=world.bo))
        db.session.commit()
        return SimpleNamespace(
            id=session.id, room=room.id, marks=marks, path=f"/sessions/{session.id}/minutes"
        )


def registered(session, world, person, organisation, came, now):
    return Registration(
        session_id=session.id, person_id=getattr(world, person),
        organisation_id=getattr(world, organisation), came_at=now - HOUR if came else None,
    )  # fmt: skip


def marked(by, room_id, who, words, kind):
    [entry] = said(by(who), room_id, words)
    message = get(Message, entry.message_id)
    return rooms.mark_message(by(who), get(Room, room_id), message, kind, rooms.Said(words)).id


def drafted(app, world, by, **more):
    """The same with its draft."""
    stage = held(app, world, by, **more)
    with app.app_context():
        stage.minutes = acts.draft(by("alix"), get(Session, stage.id)).id
    return stage


def amending(app, world, by, **more):
    """Open for amendments for five days."""
    stage = drafted(app, world, by, **more)
    with app.app_context():
        acts.open_for_amendments(by("alix"), get(Minutes, stage.minutes), 1, 5)
    return stage


def over(app, stage):
    """The five days are past."""
    with app.app_context():
        past = utc_now() - dt.timedelta(minutes=1)
        db.session.execute(update(Minutes).where(Minutes.id == stage.minutes).values(until=past))
        db.session.commit()


def approved(app, world, by, **more):
    stage = amending(app, world, by, **more)
    over(app, stage)
    with app.app_context():
        minutes = get(Minutes, stage.minutes)
        acts.approve(by("ada"), minutes, minutes.version)
    return stage


def proposed(by, stage, who="bo", passage="Plastalia", wording="Plastalia, chair", **more):
    said = acts.Proposal(more.pop("part", "fact.present"), passage, wording, "It was so")
    return acts.propose(by(who), get(Minutes, stage.minutes), str(uuid.uuid4()), said)


def state_of(mark_id):
    return get(Mark, mark_id).state
