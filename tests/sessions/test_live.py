"""A live session: one state, one clock, and every act a form."""

import datetime as dt
import threading
import uuid
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from grappe.calls.models import Call, Interest, InterestSeat, Seat
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Refusal
from grappe.sessions.models import (
    LIVE,
    PITCH,
    Hand,
    Point,
    Poll,
    PollVoice,
    Presence,
    Question,
    QuestionVote,
    Session,
)
from grappe.sessions.operations import live as operations
from tests.rooms.staging import dismissed, opened


def added(row):
    db.session.add(row)
    db.session.flush()
    return row


@pytest.fixture
def hour(app, world, by):
    """Ada's session with three points, the second a pitch of Plastalia's call with one seat."""
    with app.app_context():
        cast = {"ada": "chair", "bo": "member", "bea": "member", "dee": "member", "cy": "observer"}
        room = opened(by("ada"), world, **cast)
        call = added(
            Call(key=str(uuid.uuid4()), title="Proof of recycled content", language="en",
                 organisation_id=world.plastalia, author_id=world.ada, state="open",
                 visibility="network", deadline=utc_now() + dt.timedelta(days=20), summary="s",
                 questions=[], folded="")
        )  # fmt: skip
        seat = added(Seat(call_id=call.id, words="test laboratory", position=0))
        session = added(
            Session(key=str(uuid.uuid4()), room_id=room.id, organisation_id=world.plastalia,
                    by_id=world.ada, title="The hour", state=LIVE, starts_at=utc_now())
        )  # fmt: skip
        points = [
            added(Point(session_id=session.id, position=n, title=title, kind=kind, minutes=5,
                        call_id=which, organisation_id=world.plastalia))
            for n, (title, kind, which) in enumerate(
                [("Welcome", "talk", None), ("A pitch", PITCH, call.id), ("Close", "talk", None)]
            )
        ]  # fmt: skip
        db.session.commit()
        return SimpleNamespace(id=session.id, room=room.id, call=call.id, seat=seat.id,
                               points=[p.id for p in points],
                               at=f"/sessions/{session.id}/live")  # fmt: skip


def version(app, hour):
    with app.app_context():
        return db.session.get(Session, hour.id).version


def go_on(browser, app, hour, who="ada"):
    return browser(who).post(f"{hour.at}/step", {"seen": version(app, hour), "to": "next"})


def test_two_who_press_next_at_once_go_on_by_one_point(app, browser, hour):
    seen = version(app, hour)
    ada = browser("ada")
    first = ada.post(f"{hour.at}/step", {"seen": seen, "to": "next"})
    second = ada.post(f"{hour.at}/step", {"seen": seen, "to": "next"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody else was quicker" in second.text
    assert "Point 1: Welcome" in browser("bo").page(hour.at).text


def test_a_participant_cannot_move_the_session(app, browser, hour):
    assert go_on(browser, app, hour, "bo").status_code == 403
    assert browser("ivo").get(hour.at).status_code == 404


def test_the_clock_runs_pauses_and_keeps_what_a_point_has_taken(app, browser, hour):
    go_on(browser, app, hour)
    ada = browser("ada")
    ada.post(f"{hour.at}/clock", {"seen": version(app, hour), "do": "start"})
    with app.app_context():
        session = db.session.get(Session, hour.id)
        assert 298 <= (session.ends_at - utc_now()).total_seconds() <= 300
        session.running_since -= dt.timedelta(seconds=100)
        session.ends_at -= dt.timedelta(seconds=100)
        db.session.commit()
    ada.post(f"{hour.at}/clock", {"seen": version(app, hour), "do": "pause"})
    with app.app_context():
        session = db.session.get(Session, hour.id)
        assert session.ends_at is None and 198 <= session.left <= 200
        assert 100 <= db.session.get(Point, hour.points[0]).spent <= 102
    ada.post(f"{hour.at}/clock", {"seen": version(app, hour), "do": "more"})
    with app.app_context():
        assert 258 <= db.session.get(Session, hour.id).left <= 260


def test_time_that_is_over_is_said_in_words(app, browser, hour):
    go_on(browser, app, hour)
    with app.app_context():
        session = db.session.get(Session, hour.id)
        session.ends_at = utc_now() - dt.timedelta(seconds=75)
        db.session.commit()
    page = browser("bo").page(hour.at)
    assert page.select_one("[data-time]").text in ("-1:15", "-1:16")
    assert "Time is over" in page.select_one("[data-words]").text


def test_who_raised_a_hand_first_speaks_first(app, browser, hour):
    for who in ("bo", "bea", "bo"):
        browser(who).post(f"{hour.at}/hand", {"do": "raise"})
    browser("ada").post(f"{hour.at}/next-speaker", {"seen": version(app, hour)})
    page = browser("bea").page(hour.at)
    queue = [li.text for li in page.select("#queue ol li")]
    assert len(queue) == 2 and "Bo" in queue[0] and "speaks" in queue[0] and "Bea" in queue[1]
    browser("ada").post(f"{hour.at}/next-speaker", {"seen": version(app, hour)})
    queue = [li.text for li in browser("bo").page(hour.at).select("#queue ol li")]
    assert len(queue) == 1 and "Bea" in queue[0]


def test_a_question_arrives_once_and_one_person_has_one_voice(app, browser, hour):
    key = str(uuid.uuid4())
    bo = browser("bo")
    for _ in range(2):
        bo.post(f"{hour.at}/questions", {"key": key, "body": "Which standard?"})
    with app.app_context():
        number = db.session.scalars(select(Question.id)).one()
    for _ in range(2):
        browser("bea").post(f"{hour.at}/questions/{number}/vote", {"on": "1"})
    assert "1 voice" in browser("ada").page(hour.at).select_one("#questions").text
    browser("ada").post(f"{hour.at}/questions/{number}/answered")
    late = browser("bo").post(f"{hour.at}/questions/{number}/vote", {"on": "1"})
    assert late.status_code == 409 and "has been answered" in late.text
    assert browser("bo").post(f"{hour.at}/questions/{number}/hide").status_code == 403
    browser("ada").post(f"{hour.at}/questions/{number}/hide")
    assert "Which standard?" not in browser("ada").get(hour.at).text
    with app.app_context():
        assert db.session.get(Question, number).hidden_by_id is not None


def test_an_organisation_has_one_voice_and_none_after_closing(app, browser, hour, world):
    browser("ada").post(
        f"{hour.at}/polls",
        {"key": str(uuid.uuid4()), "words": "When?", "choices": "May\nJune", "per": "organisation"},
    )
    with app.app_context():
        poll = db.session.scalars(select(Poll.id)).one()
    for who, choice in (("bo", 0), ("bea", 1)):
        assert (
            browser(who).post(f"{hour.at}/polls/{poll}/say", {"choice": choice}).status_code == 303
        )
    browser("dee").post(f"{hour.at}/polls/{poll}/say", {"choice": 0})
    with app.app_context():
        voices = db.session.execute(select(PollVoice.voter_id, PollVoice.choice)).all()
        assert sorted(map(tuple, voices)) == sorted([(world.textora, 1), (world.plastalia, 0)])
    browser("ada").post(f"{hour.at}/polls/{poll}/close")
    late = browser("bo").post(f"{hour.at}/polls/{poll}/say", {"choice": 0})
    assert late.status_code == 409 and "your voice was not counted" in late.text


def test_interest_is_one_draft_for_the_seat_whoever_presses(app, browser, hour):
    go_on(browser, app, hour)
    go_on(browser, app, hour)
    where = f"{hour.at}/points/{hour.points[1]}/interested"
    for who in ("bo", "bo", "bea"):
        assert browser(who).post(where, {"seat": hour.seat}).status_code == 303
    with app.app_context():
        draft = db.session.scalars(select(Interest)).one()
        assert (draft.state, draft.call_id) == ("draft", hour.call)
        assert db.session.scalars(select(InterestSeat.seat_id)).all() == [hour.seat]
    assert "1 organisation is interested: Textora" in browser("ada").page(hour.at).text
    assert "interested: Textora" not in browser("bea").page(hour.at).text
    assert browser("ada").get(f"/calls/interests/{draft.id}").status_code == 404
    assert browser("ada").post(where, {"seat": hour.seat}).status_code == 403


def test_we_have_it_too_is_one_line_for_each_organisation(app, browser, hour):
    go_on(browser, app, hour)
    go_on(browser, app, hour)
    where = f"{hour.at}/points/{hour.points[1]}/too"
    browser("bo").post(where, {"words": "first words"})
    browser("bea").post(where, {"words": "in our looms"})
    page = browser("ada").page(hour.at).text
    assert "in our looms" in page and "first words" not in page


def test_the_first_act_is_the_sign_of_being_there(app, browser, hour):
    browser("cy").post(f"{hour.at}/come")
    browser("cy").post(f"{hour.at}/come")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Presence)) == 1
    assert version(app, hour) == 1, "coming twice changes nothing"


def test_fifty_hands_and_votes_at_once_leave_each_exactly_one(app, by, hour):
    with app.app_context():
        session = db.session.get(Session, hour.id)
        operations.ask(by("ada"), session, str(uuid.uuid4()), None, "Who pays?")
        number = db.session.scalars(select(Question.id)).one()
    before, faults = version(app, hour), []

    def press(who):
        with app.app_context():
            try:
                session = db.session.get(Session, hour.id)
                operations.raise_hand(by(who), session)
                operations.vote(by(who), session, number, True)
            except Exception as error:
                faults.append(error)

    crowd = [threading.Thread(target=press, args=(["bo", "bea"][n % 2],)) for n in range(50)]
    [one.start() for one in crowd]
    [one.join() for one in crowd]
    assert faults == []
    assert version(app, hour) == before + 100, "each act is counted once"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Hand)) == 2
        assert db.session.scalar(select(func.count()).select_from(QuestionVote)) == 2


def test_nothing_is_done_once_it_is_over(app, by, browser, hour):
    with app.app_context():
        db.session.get(Session, hour.id).state = "closed"
        db.session.commit()
        session = db.session.get(Session, hour.id)
        with pytest.raises(Refusal):
            operations.go_on(by("ada"), session, 0, 1)
    assert browser("bo").post(f"{hour.at}/hand", {"do": "raise"}).status_code == 403
    assert "This session is over" in browser("bo").get(hour.at).text


def test_whoever_was_taken_out_of_the_room_finds_nothing(app, world, browser, hour):
    bo = browser("bo")
    assert bo.get(f"{hour.at}/state").status_code == 200
    with app.app_context():
        dismissed(hour.room, world, "bo")
    assert bo.get(hour.at).status_code == bo.get(f"{hour.at}/state").status_code == 404
    assert bo.post(f"{hour.at}/hand", {"do": "raise"}).status_code == 404


def test_what_is_pushed_and_fetched_is_the_fresh_page(app, browser, line, hour):
    watcher = line("bo")
    version = int(browser("bo").page(hour.at).select_one("[data-live]")["data-live-version"])
    watcher.say("live:watch", {"topic": f"sessions/{hour.id}", "version": version})
    for act, data in (("hand", {"do": "raise"}), ("questions", {"key": "k1", "body": "Why?"})):
        browser("bea").post(f"{hour.at}/{act}", data)
        assert watcher.heard("live:changed"), act
        for who in ("ada", "bo", "cy"):
            fresh, fetched = browser(who).page(hour.at), browser(who).page(f"{hour.at}/state")
            assert parts(fresh) == parts(fetched), f"{act} as {who}"


def parts(page):
    """What a page shows, without the tokens that are new in each."""
    root = page.select_one(".session")
    for field in root.select("[name=csrf_token], [name=key]"):
        field.decompose()
    for clock in root.select("[data-now]"):
        del clock["data-now"]
    return str(root)
