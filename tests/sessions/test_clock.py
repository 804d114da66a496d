"""What the clock tells of sessions, what calendars keep, and where sessions stand elsewhere."""

import datetime as dt

import icalendar
import pytest
import time_machine

from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Deed
from grappe.foundation.tasks import TASKS
from grappe.rooms.models import Room
from grappe.sessions.operations.planning import coming, hosting, pitching, stages, writing
from tests.calls import stage as calls
from tests.rooms.staging import stage as room_stage
from tests.sessions.staging import planned, registered, session_of, text


def told(app, number, verb):
    with app.app_context():
        return db.session.query(Deed).filter_by(
            object_type="session", object_id=number, verb=verb
        ).count()  # fmt: skip


def at(moment):
    return time_machine.travel(moment, tick=True)


def test_a_day_and_an_hour_before_everybody_is_reminded_once(app, by, work):
    start = utc_now() + dt.timedelta(days=10)
    with app.app_context():
        number = planned(by("ada"), starts_at=start)
        registered(number, by("cy"))
    work()
    assert told(app, number, "sessions.tomorrow") == 0
    with at(start - dt.timedelta(hours=23)):
        work()
        said = {"session": number, "date": f"{start:%Y%m%d%H%M}"}
        with app.app_context():
            TASKS["sessions.remind_day"](said)  # a worker that died before it could say so
    assert told(app, number, "sessions.tomorrow") == 1
    with at(start - dt.timedelta(minutes=30)):
        work()
    assert told(app, number, "sessions.soon") == 1


def test_a_date_that_moves_takes_its_reminders_along(app, by, work, browser):
    start = utc_now() + dt.timedelta(days=10)
    with app.app_context():
        number = planned(by("ada"), starts_at=start)
        registered(number, by("cy"))
        later = start + dt.timedelta(days=3)
        writing.amend(by("ada"), session_of(number), 1, text(starts_at=later))
    with at(start - dt.timedelta(hours=23)):
        work()
        assert told(app, number, "sessions.tomorrow") == 0
        assert "has a new date" in browser("cy").get("/notifications/").text
    with at(later - dt.timedelta(hours=23)):
        work()
    assert told(app, number, "sessions.tomorrow") == 1


def test_nobody_is_reminded_of_what_is_called_off(app, by, work, browser):
    start = utc_now() + dt.timedelta(days=10)
    with app.app_context():
        number = planned(by("ada"), starts_at=start)
        registered(number, by("cy"))
        stages.cancel_session(by("ada"), session_of(number), "The speaker is ill.")
    with at(start - dt.timedelta(hours=23)):
        work()
    assert told(app, number, "sessions.tomorrow") == 0
    assert "is called off" in browser("cy").get("/notifications/").text
    assert "The speaker is ill." in browser("cy").get(f"/sessions/{number}").text


def test_organisers_hear_that_too_few_come_and_again_when_enough_do(app, by, work, browser):
    start = utc_now() + dt.timedelta(days=10)
    with app.app_context():
        number = planned(by("ada"), starts_at=start, minimum=2)
        registered(number, by("cy"))
    with at(start - dt.timedelta(hours=47)):
        work()
        assert told(app, number, "sessions.too_few") == 1
        assert "Too few people" in browser("ada").get("/notifications/").text
        assert "Too few people" not in browser("cy").get("/notifications/").text
        with app.app_context():
            registered(number, by("bo"))
            coming.unregister(by("bo"), session_of(number))
            registered(number, by("bo"))
    assert told(app, number, "sessions.enough") == 1


def test_who_brings_nothing_is_nudged_once(app, world, by, work, browser):
    until = utc_now() + dt.timedelta(days=20)
    with app.app_context():
        number = planned(by("nora"), starts_at=until + dt.timedelta(days=1), pitches_until=until)
        registered(number, by("ada"), by("cy"))
        call = calls.published(world, by)
        pitching.pitch(by("ada"), session_of(number), calls.call_of(call))
    with at(until - dt.timedelta(days=2)):
        work()
        assert told(app, number, "sessions.nudged") == 1
        assert "ends soon" in browser("cy").get("/notifications/").text
        assert "ends soon" not in browser("ada").get("/notifications/").text


def test_who_moves_up_is_told(app, by, work, browser):
    with app.app_context():
        number = planned(by("ada"), capacity=1)
        registered(number, by("cy"), by("bo"))
        coming.unregister(by("cy"), session_of(number))
    work()
    assert "A place has become free" in browser("bo").get("/notifications/").text


def test_a_calendar_file_says_when_in_its_zone_and_counts_the_changes(app, by, browser):
    start = dt.datetime(2027, 7, 1, 12, 0, tzinfo=dt.UTC)
    with app.app_context():
        number = planned(by("ada"), starts_at=start, link="https://meet.example/secret")
        key = session_of(number).key
        writing.amend(by("ada"), session_of(number), 1, text(starts_at=start, title="Heat; later"))
    file = icalendar.Calendar.from_ical(browser("cy").get(f"/sessions/{number}/session.ics").data)
    [event] = file.walk("VEVENT")
    assert file.walk("VTIMEZONE") and event["uid"] == key and event["sequence"] == 2
    assert event["dtstart"].dt == start and event["summary"] == "Heat; later"
    assert "location" not in event
    with app.app_context():
        stages.cancel_session(by("ada"), session_of(number), "No speaker.")
    file = icalendar.Calendar.from_ical(browser("cy").get(f"/sessions/{number}/session.ics").data)
    assert file["method"] == "CANCEL" and file.walk("VEVENT")[0]["status"] == "CANCELLED"


def feed_of(browser, name):
    page = browser(name).post("/sessions/calendar").text
    return page.split("/sessions/feed/")[1].split(".ics")[0]


def test_a_feed_needs_no_sign_in_and_asks_its_owners_rules_each_time(app, world, by, browser):
    room = room_stage(app, world, by)
    with app.app_context():
        number = planned(by("ada"), room.id, title="Hidden hour")
        registered(number, by("bo"))
    secret, visitor = feed_of(browser, "bo"), browser()
    assert b"Hidden hour" in visitor.get(f"/sessions/feed/{secret}.ics").data
    again = feed_of(browser, "bo")
    assert visitor.get(f"/sessions/feed/{secret}.ics").status_code in (303, 404)
    assert b"Hidden hour" in visitor.get(f"/sessions/feed/{again}.ics").data
    from tests.rooms.staging import dismissed

    with app.app_context():
        dismissed(room.id, world, "bo")
    assert b"Hidden hour" not in visitor.get(f"/sessions/feed/{again}.ics").data
    browser("bo").post("/sessions/calendar", {"drop": "1"})
    assert visitor.get(f"/sessions/feed/{again}.ics").status_code in (303, 404)


def test_home_shows_what_comes_and_what_waits(app, world, by, browser):
    with app.app_context():
        number = planned(by("ada"))
        registered(number, by("cy"))
        hosting.ask_hosts(by("ada"), session_of(number), [world.textora])
    assert "Decarbonising heat" in browser("cy").get("/").text
    assert "Organise it too: Decarbonising heat" in browser("bo").get("/").text
    assert "Organise it too" not in browser("cy").get("/").text


def test_a_room_shows_its_next_session_and_a_call_where_it_is_pitched(app, world, by, browser):
    room = room_stage(app, world, by)
    with app.app_context():
        number = planned(by("ada"), room.id, pitches_until=utc_now() + dt.timedelta(days=3))
        call = calls.published(world, by)
        pitching.pitch(by("ada"), session_of(number), calls.call_of(call))
        assert db.session.get(Room, room.id) is not None
    assert "Decarbonising heat" in browser("bo").get(f"/rooms/{room.id}").text
    assert "Decarbonising heat" in browser("bo").get(f"/calls/{call}").text
    assert "Decarbonising heat" not in browser("cy").get(f"/calls/{call}").text


@pytest.mark.parametrize("person", ["cy", "bo"])
def test_who_leaves_an_organisation_gives_the_place_back(app, world, by, work, browser, person):
    from tests.notifications import plot

    with app.app_context():
        number = planned(by("ada"), capacity=1)
        registered(number, by(person), by("alix"))
        home = {"cy": "aquavia", "bo": "textora"}[person]
        plot.leaves(world, person, home)
        from grappe.foundation.actor import SYSTEM

        coming.left_organisation(SYSTEM, getattr(world, home))
    assert "You come" in browser("alix").get(f"/sessions/{number}").text
