"""Many write at once: the numbers have no hole, and nobody reads one before its predecessor."""

import threading
import time
import uuid

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.rooms.models import Message, Room, RoomEvent
from grappe.rooms.operations import post_message
from tests.rooms.staging import dismissed, stage

WRITERS, EACH = 50, 4


def test_fifty_writers_leave_no_hole_and_a_reader_sees_them_in_order(app, world, by):
    room = stage(app, world, by)
    faults, seen, done = [], [], threading.Event()

    def write(who):
        with app.app_context():
            actor = by(who)
            for _ in range(EACH):
                try:
                    place = db.session.get(Room, room.id)
                    post_message(actor, place, uuid.uuid4(), f"{who} {time.monotonic()}")
                except Exception as error:
                    faults.append(error)

    def read():
        with app.app_context():
            while not done.is_set():
                after = seen[-1] if seen else 0
                rows = db.session.scalars(
                    select(RoomEvent.seq).where(RoomEvent.seq > after).order_by(RoomEvent.seq)
                ).all()
                db.session.rollback()
                seen.extend(rows)
                time.sleep(0.002)

    reader = threading.Thread(target=read)
    reader.start()
    people = ["ada", "bo", "bea"]
    writers = [threading.Thread(target=write, args=(people[n % 3],)) for n in range(WRITERS)]
    [w.start() for w in writers]
    [w.join() for w in writers]
    time.sleep(0.05)
    done.set()
    reader.join()
    head = 3 + WRITERS * EACH
    assert faults == []
    assert seen == list(range(1, head + 1)), "a number was seen before the one before it"
    with app.app_context():
        place = db.session.get(Room, room.id)
        assert (place.last_seq, place.message_count) == (head, WRITERS * EACH)
        numbers = db.session.scalars(select(Message.number).order_by(Message.seq)).all()
        assert numbers == list(range(1, WRITERS * EACH + 1))


def test_the_same_message_sent_twenty_times_at_once_is_said_once(app, world, by):
    room, key, answers = stage(app, world, by), uuid.uuid4(), []

    def write():
        with app.app_context():
            answers.append(post_message(by("ada"), db.session.get(Room, room.id), key, "once"))

    writers = [threading.Thread(target=write) for _ in range(20)]
    [w.start() for w in writers]
    [w.join() for w in writers]
    assert len(answers) == 20 and {(a.seq, a.message_id) for a in answers} == {
        (4, answers[0].message_id)
    }
    assert [a.again for a in answers].count(False) == 1


def test_nothing_is_said_after_the_dismissal(app, world, by):
    """The dismissal and every message take the room's lock: one is before the other."""
    room, results = stage(app, world, by), []

    def write():
        with app.app_context():
            actor = by("bo")
            for _ in range(30):
                try:
                    entry = post_message(actor, db.session.get(Room, room.id), uuid.uuid4(), "x")
                    results.append(entry.seq)
                except Exception:
                    results.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.05)
    with app.app_context():
        dismissed(room.id, world, "bo")
    writer.join()
    with app.app_context():
        left = db.session.scalar(select(RoomEvent.seq).where(RoomEvent.body == "left"))
    assert all(seq is None or seq < left for seq in results)
    assert results[-1] is None
