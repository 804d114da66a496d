"""Order in a room: slow mode, muting, reports, and the trace of what was done."""

import datetime as dt
from contextvars import Context
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Forbidden, Invalid, Missing, Slow
from grappe.foundation.models import Deed
from grappe.rooms import operations, queries
from grappe.rooms.models import Mark, Message, Mute, Report, Room, RoomAct, RoomPace
from grappe.rooms.operations import Said, Verdict, post_message
from tests.rooms.staging import cid, dismissed, said, stage


def get(model, key):
    return db.session.get(model, key, populate_existing=True)


@pytest.fixture
def place(app, world, by):
    with app.app_context():
        yield stage(app, world, by, ada="chair", alix="secretary", bo="member", bea="observer").id


@pytest.fixture
def browser(browser):
    """Requests begin in a context of their own: nothing of this test's one helps them."""

    def apart(fn, *args, **kwargs):
        db.session.rollback()  # a reader holds the database up for whoever writes
        answer = Context().run(fn, *args, **kwargs)
        db.session.expire_all()
        return answer

    def opened(who):
        client = apart(browser, who)
        return SimpleNamespace(get=partial(apart, client.get), post=partial(apart, client.post))

    return opened


def test_slow_mode_lets_one_message_through_and_keeps_the_next(place, browser, by):
    operations.slow_down(by("ada"), get(Room, place), 60)
    bo = browser("bo")
    assert bo.post(f"/rooms/{place}/messages", {"body": "First", "cid": cid()}).status_code == 303
    answer = bo.post(f"/rooms/{place}/messages", {"body": "Typed with care", "cid": cid()})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429 and "Typed with care</textarea>" in page
    assert "Slow mode: one message every 60 seconds" in page
    for _ in range(2):
        said(by("ada"), place, "Those who run the room are free")
    db.session.execute(update(RoomPace).values(said_at=utc_now() - dt.timedelta(seconds=61)))
    db.session.commit()
    assert bo.post(f"/rooms/{place}/messages", {"body": "Second", "cid": cid()}).status_code == 303


def test_the_line_answers_slow_mode_with_how_long_to_wait(place, line, by):
    operations.slow_down(by("ada"), get(Room, place), 30)
    bo = line("bo")
    twice = {"room": place, "cid": cid(), "body": "Once"}
    assert bo.say("rooms:send", twice)["ok"]
    assert bo.say("rooms:send", twice)["ok"], "what was said before is found, not refused"
    told = bo.say("rooms:send", {"room": place, "cid": cid(), "body": "Again"})
    assert told["error"] == "slow" and 25 <= told["wait"] <= 30


def test_a_muted_person_reads_on_writes_nothing_and_is_told_why(place, browser, by, world):
    [entry] = said(by("bo"), place, "Shouting")
    operations.mute(by("alix"), get(Room, place), world.bo, "day", "Three warnings")
    bo = browser("bo")
    page = bo.get(f"/rooms/{place}").get_data(as_text=True)
    assert "Three warnings" in page and "Ada Exemple" in page and "data-composer" not in page
    assert bo.post(f"/rooms/{place}/messages", {"body": "x", "cid": cid()}).status_code == 403
    edit = f"/rooms/{place}/messages/{entry.message_id}/edit"
    assert bo.post(edit, {"body": "Shouting louder", "cid": cid()}).status_code == 403
    assert "Three warnings" in bo.get(f"/rooms/{place}/trace").get_data(as_text=True)
    with pytest.raises(Invalid):
        operations.mute(by("alix"), get(Room, place), world.ada, "day", "The chair?")
    with pytest.raises(Forbidden):
        operations.mute(by("bo"), get(Room, place), world.bea, "day", "No")
    db.session.execute(update(Mute).values(until=utc_now() - dt.timedelta(seconds=1)))
    db.session.commit()
    assert said(by("bo"), place, "The time is over")
    assert operations.ordering.end_term(by("ada"), db.session.scalars(select(Mute.id)).one())


def test_to_delete_what_others_said_asks_a_reason_and_leaves_a_trace(place, browser, by):
    [entry] = said(by("bo"), place, "A price list")
    address = f"/rooms/{place}/messages/{entry.message_id}/delete"
    ada = browser("ada")
    assert ada.post(address, {"reason": " "}).status_code == 422
    assert get(Message, entry.message_id).deleted_at is None
    assert ada.post(address, {"reason": "Confidential prices"}).status_code == 303
    act = db.session.scalars(select(RoomAct)).one()
    assert (act.verb, act.reason, act.seq) == ("delete", "Confidential prices", entry.seq)
    assert "Confidential prices" in browser("bo").get(f"/rooms/{place}/trace").get_data(
        as_text=True
    )
    assert "Confidential prices" not in browser("bea").get(f"/rooms/{place}/trace").get_data(
        as_text=True
    )


def reported(by, place, who="bea", author="bo", words="It names a customer"):
    [entry] = said(by(author), place, "Our customer is Canary Ltd")
    message = get(Message, entry.message_id)
    return operations.report(by(who), get(Room, place), message, "confidential", words), entry


def test_a_report_names_the_reporter_to_those_who_run_the_room_only(place, browser, by):
    made, _ = reported(by, place)
    again = operations.report(
        by("bea"), get(Room, place), get(Message, made.message_id), "spam", "Twice"
    )
    assert again.id == made.id
    address = f"/rooms/reports/{made.id}"
    page = browser("ada").get(address).get_data(as_text=True)
    assert "Bea Exemple" in page and "Canary Ltd" in page and "It names a customer" in page
    assert browser("bo").get(address).status_code == 404, "the author does not learn of it"
    assert browser("bea").get(address).status_code == 200
    assert browser("nora").get(address).status_code == 404, "the network was not asked"
    assert browser("bo").get(f"/rooms/{place}/reports").status_code == 403
    assert browser("bea").post(address, {"decision": "nothing", "reason": "x"}).status_code == 403


def test_only_what_is_forwarded_is_seen_by_the_network(place, browser, by):
    made, _ = reported(by, place)
    operations.decide(by("ada"), get(Report, made.id), Verdict("forward", "We cannot agree"))
    address = f"/rooms/reports/{made.id}"
    page = browser("nora").get(address).get_data(as_text=True)
    assert "Canary Ltd" in page and "Bea Exemple" not in page and "It names a customer" not in page
    assert browser("nora").get(f"/rooms/{place}").status_code == 404
    with pytest.raises(Forbidden):
        operations.decide(by("ada"), get(Report, made.id), Verdict("nothing", "Ours again"))
    assert browser("nora").post(address, {"reason": "Delete it, please"}).status_code == 303
    assert get(Report, made.id).quoted is None
    assert "Delete it, please" in browser("ada").get(address).get_data(as_text=True)
    verbs = set(db.session.scalars(select(Deed.verb).where(Deed.object_type == "report")))
    assert verbs == {"reports.made", "reports.forwarded", "reports.settled"}


def test_a_decision_deletes_or_mutes_and_is_made_once(place, browser, by, world):
    made, entry = reported(by, place)
    ada = browser("ada")
    answer = {"decision": "delete", "reason": "A customer's name", "term": "hour"}
    assert ada.post(f"/rooms/reports/{made.id}", answer).status_code == 303
    assert get(Message, entry.message_id).deleted_at is not None
    assert ada.post(f"/rooms/reports/{made.id}", answer).status_code == 409
    other, _ = reported(by, place)
    answer |= {"decision": "mute"}
    assert ada.post(f"/rooms/reports/{other.id}", answer).status_code == 303
    with pytest.raises(Forbidden):
        said(by("bo"), place, "Muted")


def test_a_report_against_the_only_one_who_runs_the_room_goes_to_the_network(place, browser, by):
    against, _ = reported(by, place, "bo", "ada")
    assert against.forwarded_at is None, "the secretary judges"
    assert browser("ada").get(f"/rooms/reports/{against.id}").status_code == 404
    assert browser("alix").get(f"/rooms/reports/{against.id}").status_code == 200


def test_the_network_judges_where_nobody_else_can(app, world, by, browser):
    with app.app_context():
        room = stage(app, world, by, ada="chair", bo="member").id
        against, _ = reported(by, room, "bo", "ada")
        assert against.forwarded_at is not None
        assert browser("ada").get(f"/rooms/reports/{against.id}").status_code == 404
        assert browser("nora").get(f"/rooms/reports/{against.id}").status_code == 200


def test_whoever_is_removed_finds_neither_queue_nor_trace(place, browser, by, world):
    made, _ = reported(by, place)
    alix, bea = browser("alix"), browser("bea")
    pages = [f"/rooms/reports/{made.id}", f"/rooms/{place}/trace", f"/rooms/{place}/about"]
    for path in pages:
        assert alix.get(path).status_code == bea.get(path).status_code == 200
    dismissed(place, world, "alix")
    dismissed(place, world, "bea")
    for path in [*pages, f"/rooms/{place}/reports"]:
        assert alix.get(path).status_code == bea.get(path).status_code == 404
    assert "Bo Exemple" not in alix.get("/rooms/reports").get_data(as_text=True)
    answer = {"decision": "nothing", "reason": "Too late"}
    assert alix.post(f"/rooms/reports/{made.id}", answer).status_code == 404
    with pytest.raises(Missing):
        operations.report(by("bea"), get(Room, place), get(Message, made.message_id), "spam", "")
    assert queries.acts(by("alix"), get(Room, place)) == []


def test_the_pace_is_kept_in_the_transaction(place, by):
    operations.slow_down(by("ada"), get(Room, place), 600)
    said(by("bo"), place, "One")
    import uuid

    with pytest.raises(Slow) as refused:
        post_message(by("bo"), get(Room, place), uuid.uuid4(), "Two")
    assert 590 <= refused.value.wait <= 600
    assert get(Room, place).message_count == 1, "nothing of the refused one stays"


def test_two_who_change_one_entry_are_shown_what_differs(place, browser, by):
    [entry] = said(by("bo"), place, "We meet in Lyon")
    mark = operations.mark_message(
        by("bo"), get(Room, place), get(Message, entry.message_id), "decision", Said("In Lyon")
    )
    ada, address = browser("ada"), f"/rooms/marks/{mark.id}/edit"
    assert 'value="1"' in ada.get(address).get_data(as_text=True)
    operations.amend_mark(by("bo"), get(Mark, mark.id), Said("In Lyon, in May"), 1)
    answer = ada.post(address, {"words": "In Paris", "version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "In Lyon, in May" in page and "In Paris" in page
    assert get(Mark, mark.id).words == "In Lyon, in May", "nothing was overwritten"
    assert 'name="version" type="hidden" value="2"' in page
    assert ada.post(address, {"words": "In Paris", "version": "2"}).status_code == 303
    assert get(Mark, mark.id).words == "In Paris"
