"""How long a room keeps what was said, and what stays however old it is."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Forbidden
from grappe.foundation.models import Deed
from grappe.rooms import operations, queries
from grappe.rooms.models import Message, ReadMark, Room, RoomEvent
from grappe.rooms.operations import Said
from grappe.rooms.operations.keeping import look_at_rooms
from tests.rooms.staging import said, stage

OLD = dt.timedelta(days=40)


def get(model, key):
    return db.session.get(model, key, populate_existing=True)


@pytest.fixture
def place(app, world, by):
    with app.app_context():
        room = stage(app, world, by, ada="chair", alix="secretary", bo="member").id
        yield room


def aged(place, entries, days=40):
    """What was said, said so many days ago; with everything that happened before it."""
    long_ago = utc_now() - dt.timedelta(days=days)
    last = max(entry.seq for entry in entries)
    for model in (Message, RoomEvent):
        old = update(model).where(model.room_id == place, model.seq <= last)
        db.session.execute(old.values(created_at=long_ago))
    db.session.commit()


def begun(place):
    db.session.execute(update(Room).values(sweep_from=utc_now() - dt.timedelta(minutes=1)))
    db.session.commit()


def unread(by, who):
    return {row.id: row.unread for row in queries.rooms_of(by(who))}


def test_nothing_goes_before_the_notice_is_over_and_all_are_told(place, by):
    aged(place, said(by("bo"), place, "Old words"))
    with pytest.raises(Forbidden):
        operations.keep(by("alix"), get(Room, place), 30)
    assert operations.keep(by("ada"), get(Room, place), 30)
    look_at_rooms()
    assert db.session.scalar(select(func.count(Message.id))) == 1
    told = db.session.scalars(select(Deed).where(Deed.verb == "rooms.keeping")).all()
    assert len(told) == 1 and get(Room, place).sweep_from > utc_now() + dt.timedelta(days=6)
    begun(place)
    look_at_rooms()
    assert db.session.scalar(select(func.count(Message.id))) == 0
    assert "Old words" not in str(db.session.execute(select(RoomEvent.body)).all())


def test_what_is_pinned_or_recorded_stays_and_the_rest_goes(place, by):
    entries = said(by("bo"), place, "Goes", "Decided", "Pinned", "Goes too")
    room = get(Room, place)
    decided, pinned = (get(Message, entries[n].message_id) for n in (1, 2))
    operations.mark_message(by("bo"), room, decided, "decision", Said("Decided"))
    operations.pin(by("bo"), room, pinned, True)
    aged(place, entries)
    said(by("bo"), place, "New")
    operations.keep(by("ada"), get(Room, place), 30)
    begun(place)
    look_at_rooms()
    left = db.session.scalars(select(Message.body).order_by(Message.seq)).all()
    assert left == ["Decided", "Pinned", "New"]
    talk = queries.talk(by("ada"), get(Room, place))
    assert [row.words for row in talk.rows if row.words] == left
    operations.keep(by("ada"), get(Room, place), 30, record=False)
    assert get(Room, place).sweep_from > utc_now(), "less is kept: a week again"
    begun(place)
    look_at_rooms()
    assert db.session.scalars(select(Message.body).order_by(Message.seq)).all() == ["Pinned", "New"]


def test_a_page_below_what_is_kept_is_told_to_begin_afresh(place, by):
    entries = said(by("bo"), place, "One", "Two")
    aged(place, entries)
    [new] = said(by("bo"), place, "Three")
    operations.edit_message(
        by("bo"), get(Room, place), get(Message, entries[0].message_id),
        __import__("uuid").uuid4(), "One, better",
    )  # fmt: skip
    operations.keep(by("ada"), get(Room, place), 30)
    begun(place)
    look_at_rooms()
    answer = queries.caught_up(by("ada"), place, 1, lambda: by("ada"))
    assert answer["reset"] and answer["min"] == new.seq
    numbers = [event["seq"] for event in answer["events"]]
    assert numbers == list(range(new.seq, answer["head"] + 1)), "no hole"
    assert "better" not in str(answer)
    assert "reset" not in queries.caught_up(by("ada"), place, new.seq, lambda: by("ada"))


def test_unread_numbers_stay_right_and_never_go_below_nothing(place, by, world):
    entries = said(by("bo"), place, *[f"Old {n}" for n in range(5)])
    aged(place, entries)
    said(by("bo"), place, "New", "Newer")
    assert unread(by, "ada") == {place: 7}
    operations.keep(by("ada"), get(Room, place), 30)
    begun(place)
    look_at_rooms()
    assert unread(by, "ada") == {place: 2}, "what is gone is not unread"
    assert unread(by, "bo") == {place: 0}
    operations.mark_read(by("ada"), get(Room, place), get(Room, place).last_seq)
    assert unread(by, "ada") == {place: 0}
    db.session.execute(update(Message).values(created_at=utc_now() - OLD))
    db.session.execute(update(RoomEvent).values(created_at=utc_now() - OLD))
    db.session.commit()
    look_at_rooms()
    operations.mark_read(by("ada"), get(Room, place), get(Room, place).last_seq)
    mark = get(ReadMark, (world.ada, place))
    assert unread(by, "ada") == {place: 0} and mark.number == get(Room, place).message_count
    said(by("bo"), place, "After all is gone")
    assert unread(by, "ada") == {place: 1}


def test_the_page_says_how_many_go_before_it_is_done(app, world, by, browser):
    with app.app_context():
        place = stage(app, world, by, ada="chair", alix="secretary").id
        aged(place, said(by("ada"), place, "One", "Two"))
    ada = browser("ada")
    address = f"/rooms/{place}/keeping"
    shown = ada.post(address, {"days": "30", "record": "y"})
    page = shown.get_data(as_text=True)
    assert shown.status_code == 200 and "2 messages go with the first run" in page
    with app.app_context():
        assert get(Room, place).keep_days == 0
    done = ada.post(address, {"days": "30", "record": "y", "sure": "30-1"})
    assert done.status_code == 303
    assert "For 30 days" in browser("alix").get(f"/rooms/{place}/about").get_data(as_text=True)
    assert browser("alix").get(address).status_code == 403
