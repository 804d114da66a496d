"""To revoke is to take effect at once: on a line that is open, nothing that is said after it."""

import datetime as dt

import pytest
from sqlalchemy import delete, update

from grappe.accounts.models import Person, SignIn
from grappe.foundation.db import db, utc_now
from grappe.foundation.news import access_shrank
from grappe.foundation.operations import operation
from grappe.organisations.models import Membership
from tests.rooms.staging import admitted, cid, dismissed, said, stage
from tests.rooms.test_protocol import enter, events, send


def remove(room, world, line):
    dismissed(room.id, world, "bo")


@operation
def suspend(room, world, line):
    db.session.execute(update(Person).where(Person.id == world.bo).values(suspended_at=utc_now()))
    access_shrank()


@operation
def leave_organisation(room, world, line):
    mine = update(Membership).where(Membership.person_id == world.bo)
    db.session.execute(mine.values(until=utc_now()))
    access_shrank()


@operation
def end_session(room, world, line):
    db.session.execute(delete(SignIn).where(SignIn.id == line.browser.sign_in_id))
    access_shrank()


@operation
def change_password(room, world, line):
    """Ends all sessions of the person."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == world.bo))
    access_shrank()


REVOCATIONS = [remove, suspend, leave_organisation, end_session, change_password]


@pytest.mark.parametrize("revoke", REVOCATIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("rung", [True, False], ids=["with the bell", "without the bell"])
def test_nothing_said_after_it_reaches_the_open_line(app, world, by, line, revoke, rung):
    room = stage(app, world, by)
    bo, bea = line("bo"), line("bea")
    enter(bo, room.id), enter(bea, room.id)
    with app.app_context():
        said(by("ada"), room.id, "before")
        assert [e["text"] for e in events(bo)] == ["before"]
        revoke(room, world, bo)
        said(by("ada"), room.id, "after")
        if rung:  # only this room is looked at, as when its bell is heard first
            pump = app.extensions["pump"]
            pump.rung = {f"room:{room.id}"}
            pump.beat(everything=False)
    assert "after" not in str(bo.line.get_received() if bo.open else [])
    assert "after" not in str(bo.heard() if bo.open else [])
    assert "after" in str(bea.heard("rooms:events"))
    if bo.open:
        assert "error" in send(bo, room.id, "still there")
        assert "error" in enter(bo, room.id)
        assert "error" in bo.say("rooms:sync", {"room": room.id, "after": 0})


def test_who_is_removed_is_told_so_and_nothing_else(app, world, by, line):
    room, bo = stage(app, world, by), line("bo")
    enter(bo, room.id)
    bo.heard()
    with app.app_context():
        said(by("ada"), room.id, "goodbye Bo")
        dismissed(room.id, world, "bo")
        said(by("ada"), room.id, "he is gone")
    assert bo.heard("rooms:gone") == [{"room": room.id}]
    assert bo.open
    assert bo.heard("rooms:events") == []
    with app.app_context():
        admitted(room.id, world, "bo")
    assert enter(bo, room.id)["ok"]


def test_whoever_is_not_concerned_stays(app, world, by, line):
    room, bo, bea = stage(app, world, by), line("bo"), line("bea")
    enter(bo, room.id), enter(bea, room.id)
    with app.app_context():
        dismissed(room.id, world, "bo")
        said(by("ada"), room.id, "on we go")
    assert [e["type"] for e in events(bea)] == ["member", "message"]
    assert send(bea, room.id, "yes")["ok"]


def test_a_role_that_was_lowered_is_felt_with_the_next_word(app, world, by, line):
    room, bo = stage(app, world, by), line("bo")
    enter(bo, room.id)
    assert send(bo, room.id, "a word")["ok"]
    with app.app_context():
        admitted(room.id, world, "bo", "observer")
    assert send(bo, room.id, "another")["error"] == "forbidden"
    assert bo.say("rooms:typing", {"room": room.id})["error"] == "forbidden"
    assert [e["type"] for e in events(bo)] == ["message"], "an observer goes on reading"


def test_a_session_that_runs_out_is_over_on_the_line_too(app, world, by, line):
    room, bo = stage(app, world, by), line("bo")
    enter(bo, room.id)
    with app.app_context():
        old = utc_now() - dt.timedelta(seconds=1)
        db.session.execute(
            update(SignIn).where(SignIn.id == bo.browser.sign_in_id).values(expires_at=old)
        )
        db.session.commit()
    assert send(bo, room.id, "late")["error"] == "session"
    assert not bo.open


def test_the_line_that_sat_down_under_an_old_right_is_asked_again(
    app, world, by, line, monkeypatch
):
    """Between being asked and sitting down somebody may be dismissed, and the others checked."""
    from grappe.rooms.sockets import entering

    room, bo, bea = stage(app, world, by), line("bo"), line("bea")
    enter(bea, room.id)
    real = entering.queries.standing

    def slow(by_, room_id):
        found = real(by_, room_id)
        if by_.person_id == world.bo and not slow.done:
            slow.done = True
            db.session.rollback()
            dismissed(room.id, world, "bo")
            app.extensions["pump"].beat()
        return found

    slow.done = False
    monkeypatch.setattr(entering.queries, "standing", slow)
    assert enter(bo, room.id)["error"] == "not_found"
    with app.app_context():
        said(by("ada"), room.id, "after")
    assert "after" not in str(bo.heard("rooms:events"))


def test_history_begins_where_it_was_said_to(app, world, by, line):
    """Edits, answers and deletions do not bring back what lies before."""
    room, ada = stage(app, world, by), line("ada")
    old = send(ada, room.id, "the old secret")
    with app.app_context():
        admitted(room.id, world, "cy", history=False)
    cy = line("cy")
    answer = enter(cy, room.id)
    assert answer["min"] == old["seq"] + 1 and answer["reset"]
    assert [e["type"] for e in answer["events"]] == ["member"]
    about = {"room": room.id, "message": old["id"]}
    assert ada.say("rooms:edit", {**about, "cid": cid(), "body": "the old secret, edited"})["ok"]
    assert send(ada, room.id, "as I said", reply_to=old["id"])["ok"]
    assert ada.say("rooms:delete", about)["ok"]
    told = events(cy)
    assert [e["type"] for e in told] == ["hidden", "message", "hidden"]
    assert told[1]["reply"] is None
    assert "secret" not in str(told) + str(cy.say("rooms:sync", {"room": room.id, "after": 0}))
    assert send(cy, room.id, "what?", reply_to=old["id"])["error"] == "not_found"


def test_the_version_is_read_after_the_events(app, world, by, line, monkeypatch):
    """Between the two questions somebody is dismissed and something is said."""
    from grappe.rooms.sockets import delivery

    room, bo = stage(app, world, by), line("bo")
    enter(bo, room.id)
    bo.heard()
    pump, versions, done = app.extensions["pump"], delivery.queries.versions, []

    def and_meanwhile(room_ids):
        found = versions(room_ids)
        if not done:
            done.append(True)
            db.session.rollback()
            dismissed(room.id, world, "bo")
            said(by("ada"), room.id, "after")
        return found

    monkeypatch.setattr(delivery.queries, "versions", and_meanwhile)
    with app.app_context():
        said(by("ada"), room.id, "before")
        pump.rung = {f"room:{room.id}"}
        pump.beat(everything=False)
    assert "before" in str(told := bo.line.get_received()) and "after" not in str(told)
    assert "after" not in str(bo.heard())


def test_between_sitting_down_and_catching_up_nothing_is_told_unasked(
    app, world, by, line, monkeypatch
):
    """Bo was asked, then dismissed; the room was checked again for Bea; then Bo sits down."""
    from grappe.rooms.sockets import entering

    room, bo, bea = stage(app, world, by), line("bo"), line("bea")
    enter(bea, room.id)
    real, late = entering.queries.standing, entering.queries.caught_up

    def asked_before(by_, room_id):
        found = real(by_, room_id)
        db.session.rollback()
        dismissed(room.id, world, "bo")
        app.extensions["pump"].beat()
        return found

    def told_meanwhile(*asked):
        said(by("ada"), room.id, "after")
        app.extensions["pump"].beat()
        return late(*asked)

    monkeypatch.setattr(entering.queries, "standing", asked_before)
    monkeypatch.setattr(entering.queries, "caught_up", told_meanwhile)
    assert enter(bo, room.id)["error"] == "not_found"
    assert "after" not in str(bo.line.get_received())
