"""Planning a session, coming to it, its running order."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict
from grappe.rooms.models import RoomMember
from grappe.sessions.models import Registration
from grappe.sessions.operations.planning import (
    coming,
    dates,
    hosting,
    ordering,
    pitching,
    stages,
    writing,
)
from grappe.sessions.queries.planning.page import agenda
from grappe.sessions.queries.planning.page import dates as asked
from tests.calls import stage as calls
from tests.rooms.staging import stage as room_stage
from tests.sessions.staging import planned, registered, session_of, text


def test_a_session_is_planned_with_a_form_and_has_a_page(browser):
    ada = browser("ada")
    answer = ada.post("/sessions/new", {
        "title": "Heat without gas", "day": "2027-03-02", "time": "14:00", "minutes": "90",
        "timezone": "Europe/Paris", "capacity": "40", "room": "", "link": "https://meet.example/x",
    })  # fmt: skip
    page = ada.follow(answer)
    assert page.status_code == 200 and "Heat without gas" in page.text
    assert "Heat without gas" in ada.get("/sessions/").text
    assert "Heat without gas" in browser("cy").get("/sessions/").text


def test_a_plan_that_makes_no_sense_comes_back_with_everything_typed(browser):
    answer = browser("ada").post("/sessions/new", {
        "title": "Heat without gas", "day": "2020-03-02", "time": "14:00", "minutes": "90",
        "timezone": "Europe/Paris", "link": "javascript:alert(1)", "room": "",
    })  # fmt: skip
    assert answer.status_code == 422 and "Heat without gas" in answer.text
    assert "https://" in answer.text


def test_a_session_in_a_room_is_seen_by_its_people_only(app, world, by, browser):
    room = room_stage(app, world, by)
    with app.app_context():
        number = planned(by("ada"), room.id)
    assert browser("bo").get(f"/sessions/{number}").status_code == 200
    assert browser("cy").get(f"/sessions/{number}").status_code == 404
    assert "Decarbonising" not in browser("cy").get("/sessions/").text


def test_only_who_runs_a_room_plans_in_it(app, world, by, browser):
    room = room_stage(app, world, by)
    answer = browser("bo").post("/sessions/new", {
        "title": "Mine", "room": str(room.id), "timezone": "Europe/Paris", "minutes": "60",
    })  # fmt: skip
    assert answer.status_code == 422


def test_the_conference_link_is_for_those_who_have_a_place(app, by, browser):
    with app.app_context():
        number = planned(by("ada"), link="https://meet.example/secret", capacity=1)
    cy, bo = browser("cy"), browser("bo")
    assert "meet.example" not in cy.get(f"/sessions/{number}").text
    cy.post(f"/sessions/{number}/register")
    assert "meet.example" in cy.get(f"/sessions/{number}").text
    bo.post(f"/sessions/{number}/register")
    assert "meet.example" not in bo.get(f"/sessions/{number}").text
    cy.post(f"/sessions/{number}/unregister")
    assert "meet.example" not in cy.get(f"/sessions/{number}").text
    assert "meet.example" in bo.get(f"/sessions/{number}").text


def in_room(number, person):
    found = db.select(RoomMember.role).where(
        RoomMember.room_id == session_of(number).room_id, RoomMember.person_id == person,
        RoomMember.left_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(found)


def test_the_own_room_opens_to_who_registers_and_closes_to_who_gives_back(app, world, by):
    with app.app_context():
        number = planned(by("ada"))
        registered(number, by("cy"))
        assert in_room(number, world.cy) == "member" and in_room(number, world.ada) == "chair"
        coming.unregister(by("cy"), session_of(number))
        assert in_room(number, world.cy) is None


def test_who_comes_back_waits_behind_those_who_waited(app, world, by):
    with app.app_context():
        number = planned(by("ada"), capacity=1)
        assert registered(number, by("cy"), by("bo"), by("bea")) == [
            "registered", "waiting", "waiting",
        ]  # fmt: skip
        coming.unregister(by("bo"), session_of(number))
        registered(number, by("bo"))
        coming.unregister(by("cy"), session_of(number))
        states = {
            r.person_id: r.state
            for r in db.session.query(Registration).filter_by(session_id=number)
        }
        assert states[world.bea] == "registered" and states[world.bo] == "waiting"
        assert in_room(number, world.bea) == "member" and in_room(number, world.bo) is None


def test_fifty_at_once_for_the_last_place_are_one_and_forty_nine_who_wait(app, world, by):
    people = ["cy", "bo", "bea", "alix", "nora", "nils", "oda", "ivo", "dee"]
    with app.app_context():
        number = planned(by("ada"), capacity=1)

    def ask(person):
        with app.app_context():
            try:
                return person, coming.register(by(person), session_of(number)).state
            finally:
                db.session.remove()

    with ThreadPoolExecutor(50) as pool:
        said = list(pool.map(ask, (people * 6)[:50]))
    assert len({person for person, state in said if state == "registered"}) == 1
    with app.app_context():
        rows = db.session.query(Registration).filter_by(session_id=number).all()
        assert len(rows) == len(people)
        assert sum(row.state == "registered" for row in rows) == 1


def test_more_places_move_those_who_wait_up(app, by):
    with app.app_context():
        number = planned(by("ada"), capacity=1)
        registered(number, by("cy"), by("bo"))
        session = session_of(number)
        writing.amend(by("ada"), session, session.plan_version, text(capacity=2))
        rows = db.session.query(Registration).filter_by(session_id=number)
        assert {row.state for row in rows} == {"registered"}


def test_two_who_change_the_plan_are_told(app, by, browser):
    with app.app_context():
        number = planned(by("ada"))
        writing.amend(by("ada"), session_of(number), 1, text(title="First"))
        with pytest.raises(Conflict):
            writing.amend(by("alix"), session_of(number), 1, text(title="Second"))
    answer = browser("alix").post(f"/sessions/{number}/edit", {
        "title": "My long typed title", "version": "1", "day": "2027-03-02", "time": "14:00",
        "minutes": "60", "timezone": "Europe/Paris",
    })  # fmt: skip
    assert answer.status_code == 409 and "My long typed title" in answer.text


def test_points_move_by_plain_buttons_and_keep_the_focus(app, by, browser):
    with app.app_context():
        number = planned(by("ada"))
        for version, title in enumerate(("One", "Two"), 1):
            ordering.add_point(by("ada"), session_of(number), version, "talk", title, 10)
        second = agenda(by("ada"), session_of(number))[1].id
    ada = browser("ada")
    answer = ada.post(f"/sessions/points/{second}/move", {"to": "up", "version": "3"})
    page = ada.follow(answer)
    assert page.text.index("Two") < page.text.index("One")
    assert f'id="p-{second}-up" autofocus' in page.text
    stale = ada.follow(ada.post(f"/sessions/points/{second}/move", {"to": "down", "version": "3"}))
    assert "Nothing was overwritten" in stale.text
    assert browser("cy").post(f"/sessions/points/{second}/move").status_code == 403


def test_the_row_laid_out_by_hand_is_kept_whole_or_not_at_all(app, by, browser):
    with app.app_context():
        number = planned(by("ada"))
        for version, title in enumerate(("One", "Two", "Three"), 1):
            ordering.add_point(by("ada"), session_of(number), version, "talk", title, 10)
        ids = [row.id for row in agenda(by("ada"), session_of(number))]
    ada = browser("ada")
    ask = {"Accept": "application/json"}
    lost = {"version": "4", "points": f"{ids[1]},{ids[0]}"}
    assert ada.post(f"/sessions/{number}/order", lost, headers=ask).status_code == 409
    whole = {"version": "4", "points": ",".join(map(str, reversed(ids)))}
    assert ada.post(f"/sessions/{number}/order", whole, headers=ask).json == {"ok": True}
    assert ada.post(f"/sessions/{number}/order", whole, headers=ask).status_code == 409
    with app.app_context():
        assert [r.id for r in agenda(by("ada"), session_of(number))] == ids[::-1]


def test_a_pitch_does_not_open_its_call(app, world, by, browser):
    with app.app_context():
        number = planned(by("nora"), pitches_until=utc_now() + dt.timedelta(days=5))
        call = calls.published(world, by, visibility="clusters", clusters=(world.textora,))
        pitching.pitch(by("ada"), session_of(number), calls.call_of(call))
        pitching.pitch(by("alix"), session_of(number), calls.call_of(call))
    address = f"/sessions/{number}"
    assert calls.TITLE in browser("bo").get(address).text
    stranger = browser("cy").get(address).text
    assert calls.TITLE not in stranger and "A pitch of Plastalia" in stranger
    assert stranger.count("A pitch of Plastalia") == 1
    assert calls.TITLE in browser("ada").get(address).text


def test_only_who_runs_a_call_pitches_it(app, world, by, browser):
    with app.app_context():
        number = planned(by("nora"), pitches_until=utc_now() + dt.timedelta(days=5))
        call = calls.published(world, by)
    assert browser("bo").get(f"/sessions/pitch/{call}").status_code == 403
    answer = browser("bo").post(f"/sessions/{number}/pitch", {"call": call, "presenter": world.bo})
    assert answer.status_code == 422
    answer = browser("ada").post(f"/sessions/pitch/{call}",
                                 {"call": number, "presenter": world.alix})  # fmt: skip
    assert answer.status_code == 303


def test_other_clusters_accept_and_run_it_too(app, world, by, browser):
    with app.app_context():
        number = planned(by("ada"))
        hosting.ask_hosts(by("ada"), session_of(number), [world.textora])
    bo, address = browser("bo"), f"/sessions/{number}"
    assert bo.get(f"{address}/edit").status_code == 403
    assert "asks Textora" in bo.get(address).text
    bo.post(f"{address}/hosting", {"answer": "yes"})
    assert browser("bea").get(f"{address}/edit").status_code == 200
    browser("ada").post(f"{address}/hosts/{world.textora}/drop")
    assert browser("bea").get(f"{address}/edit").status_code == 403
    with app.app_context():
        assert in_room(number, world.bo) is None


def test_a_date_is_found_together(app, world, by, browser):
    room = room_stage(app, world, by)
    with app.app_context():
        number = planned(by("ada"), room.id, starts_at=None)
        first = utc_now().replace(microsecond=0) + dt.timedelta(days=9)
        dates.offer_dates(by("ada"), session_of(number), [first, first + dt.timedelta(days=1)])
        option = asked(by("ada"), session_of(number))[0].id
    bo = browser("bo")
    bo.post(f"/sessions/{number}/dates/answer", {f"date-{option}": "maybe"})
    bo.post(f"/sessions/{number}/dates/answer", {f"date-{option}": "yes"})
    with app.app_context():
        assert asked(by("ada"), session_of(number))[0].count("yes") == 1
    assert bo.post(f"/sessions/{number}/dates/{option}/settle").status_code == 403
    browser("ada").post(f"/sessions/{number}/dates/{option}/settle")
    with app.app_context():
        assert session_of(number).starts_at == first


def test_it_opens_once_and_closes(app, by, browser):
    with app.app_context():
        number = planned(by("ada"))
    ada = browser("ada")
    ada.post(f"/sessions/{number}/open")
    ada.post(f"/sessions/{number}/open")
    assert "Live now" in ada.get(f"/sessions/{number}").text
    assert browser("cy").post(f"/sessions/{number}/register").status_code == 303
    assert browser("cy").post(f"/sessions/{number}/close").status_code == 403
    ada.post(f"/sessions/{number}/close")
    with app.app_context():
        assert session_of(number).state == "closed"
        with pytest.raises(Conflict):
            stages.open_session(by("ada"), session_of(number))
