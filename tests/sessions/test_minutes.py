"""From the draft to what is approved and stays."""

import datetime as dt
import hashlib
import re
import uuid

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from grappe.foundation.beside import beside_of
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict, Forbidden, Invalid, Missing
from grappe.rooms import operations as rooms
from grappe.rooms.models import Mark, RoomMember
from grappe.sessions.models import (
    Amendment,
    AmendmentVoice,
    Minutes,
    MinutesEdition,
    MinutesRevision,
    Session,
)
from grappe.sessions.operations import minutes as acts
from grappe.sessions.operations.minutes import amending as clock
from grappe.sessions.operations.minutes.drafting import draft_what_is_closed
from grappe.sessions.queries import minutes as queries
from tests.sessions.minuted import amending, approved, drafted, get, held, over, proposed, state_of


def test_a_closed_session_gives_one_draft_of_what_was_said_and_who_came(app, world, by, work):
    stage = held(app, world, by)
    with app.app_context():
        draft_what_is_closed()
        draft_what_is_closed()
        one = acts.draft(by("ada"), get(Session, stage.id))
        assert db.session.scalar(select(func.count(Minutes.id))) == 1
        said = {fact["key"]: fact["text"] for fact in one.content["facts"]}
        assert said["chair"] == "Ada Exemple, Plastalia"
        assert said["present"] == (
            "Aquavia (Cy Exemple); Plastalia (Ada Exemple); Textora (Bo Exemple)"
        )
        assert "Dee Exemple" in said["excused"] and "Bea Exemple" in said["missing"]
        agenda = one.content["sections"][0]["body"]
        assert "1. Test plan: 25 min (20 planned)" in agenda and "Never reached: not" in agenda
        kinds = [(e["kind"], e["mark"]) for e in one.content["entries"]]
        assert kinds == list(zip(("decision", "action", "question"), stage.marks, strict=True))
        assert one.content["entries"][0]["for"] == ["Textora"]


def test_what_is_not_over_has_no_minutes_yet(app, world, by, browser):
    stage = held(app, world, by)
    with app.app_context():
        db.session.execute(update(Session).values(state="live"))
        db.session.commit()
        with pytest.raises(Conflict):
            acts.draft(by("ada"), get(Session, stage.id))
    assert "No minutes yet" in browser("ada").page(stage.path).main.text


def test_a_draft_is_of_those_who_run_the_session(app, world, by, browser):
    stage = drafted(app, world, by)
    assert "three mixes" in browser("alix").page(stage.path).main.text
    assert "three mixes" not in browser("bo").page(stage.path).main.text
    for path in ("/edit", "/history"):
        assert browser("bo").get(stage.path + path).status_code == 404
        assert browser("nora").get(stage.path + path).status_code == 404
    assert browser("nora").get(stage.path).status_code == 404, "the network runs no private room"


def fields(page):
    """The form of the minutes as it stands on the page."""
    form = page.select_one("main form[data-unsaved]")
    sent = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        if one.get("type") in ("checkbox", "radio") and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            sent[one["name"]] = chosen["value"] if chosen else ""
        else:
            sent[one["name"]] = (
                one.text.lstrip("\n") if one.name == "textarea" else one.get("value", "")
            )
    return {name: value for name, value in sent.items() if name != "csrf_token"}


def test_two_people_edit_and_nothing_is_overwritten_nor_lost(app, world, by, browser):
    stage = drafted(app, world, by)
    first, second = browser("ada"), browser("alix")
    theirs = fields(first.page(stage.path + "/edit")) | {"sections-1-body": "Ada's account"}
    mine = fields(second.page(stage.path + "/edit")) | {"sections-1-body": "Alix's account"}
    assert first.post(stage.path + "/edit", theirs).status_code == 303
    answer = second.post(stage.path + "/edit", mine)
    assert answer.status_code == 409
    assert "Ada&#39;s account" in answer.text and "Alix&#39;s account" in answer.text
    with app.app_context():
        assert get(Minutes, stage.minutes).content["sections"][1]["body"] == "Ada's account"
    version = re.search(r'name="version" value="(\d+)"', answer.text).group(1)
    assert second.post(stage.path + "/edit", mine | {"version": version}).status_code == 303
    with app.app_context():
        assert get(Minutes, stage.minutes).content["sections"][1]["body"] == "Alix's account"
        changed = db.session.scalars(select(MinutesRevision.changed)).all()
        assert [c["section.talk"][1:] for c in changed] == [
            ["", "Ada's account"], ["Ada's account", "Alix's account"]
        ]  # fmt: skip
    assert "Ada's account" in first.page(stage.path + "/history").main.text


def test_it_is_saved_as_one_types_and_one_sitting_is_one_line_of_the_history(
    app, world, by, browser
):
    stage = drafted(app, world, by)
    ada = browser("ada")
    typed = fields(ada.page(stage.path + "/edit"))
    for words in ("We", "We com", "We compared"):
        sent = typed | {"sections-1-body": words}
        answer = ada.post(stage.path + "/edit", sent, headers={"Autosave": "1"})
        typed["version"] = str(answer.json["version"])
    with app.app_context():
        [row] = db.session.scalars(select(MinutesRevision)).all()
        assert row.changed == {"section.talk": ["Discussion", "", "We compared"]}
    stale = typed | {"version": "1", "sections-1-body": "Late"}
    assert ada.post(stage.path + "/edit", stale, headers={"Autosave": "1"}).status_code == 409


def test_entries_are_left_out_and_others_are_taken_in_by_hand(app, world, by, browser):
    stage = drafted(app, world, by)
    with app.app_context():
        later = get(Session, stage.id)
        later.closed_at = utc_now() - dt.timedelta(hours=1)
        db.session.commit()
        from tests.sessions.minuted import marked

        other = marked(by, stage.room, "bo", "Insure the camera", "risk")
    ada = browser("ada")
    page = ada.page(stage.path + "/edit")
    assert "Insure the camera" in page.main.text
    sent = fields(page) | {"entries-2-out": "y", "added": str(other)}
    assert ada.post(stage.path + "/edit", sent).status_code == 303
    with app.app_context():
        marks = [entry["mark"] for entry in get(Minutes, stage.minutes).content["entries"]]
        assert marks == [*stage.marks[:2], other]


def test_who_was_absent_reads_and_does_not_amend(app, world, by, browser):
    stage = amending(app, world, by)
    assert "three mixes" in browser("bea").page(stage.path).main.text
    assert browser("bea").get(stage.path + "/amend").status_code == 403
    assert browser("bea").post(stage.path + "/amend", {"reason": "x"}).status_code == 403
    assert browser("cy").get(stage.path).status_code == 404, "came, but may not see the session"
    with app.app_context():
        for who in ("bea", "alix"):
            with pytest.raises(Forbidden):
                proposed(by, stage, who)
        with pytest.raises(Missing):
            proposed(by, stage, "cy")
        proposed(by, stage, "bo")


def test_an_amendment_is_supported_with_one_voice_and_taken_into_the_text(
    app, world, by, browser, work
):
    stage = amending(app, world, by, visibility="network")
    with app.app_context():
        amendment = proposed(by, stage).id
        assert acts.support(by("cy"), get(Amendment, amendment), True) is True
        assert acts.support(by("cy"), get(Amendment, amendment), True) is False
        assert acts.support(by("bo"), get(Amendment, amendment), True) is False, "their own"
        assert db.session.scalar(select(func.count()).select_from(AmendmentVoice)) == 1
    assert "2 organisations support it" in browser("ada").page(stage.path).main.text
    decide = f"/sessions/amendments/{amendment}/decide"
    alix = browser("alix")
    assert alix.post(decide, {"verdict": "refused"}).status_code == 422, "a refusal says why"
    assert alix.post(decide, {"verdict": "taken", "answer": "True"}).status_code == 303
    assert alix.post(decide, {"verdict": "taken"}).status_code == 409, "decided already"
    with app.app_context():
        said = {f["key"]: f["text"] for f in get(Minutes, stage.minutes).content["facts"]}
        assert "Plastalia, chair (Ada Exemple)" in said["present"]


def test_a_passage_that_is_gone_is_put_in_by_hand(app, world, by):
    stage = amending(app, world, by)
    with app.app_context():
        amendment = proposed(by, stage).id
        second = proposed(by, stage, wording="Plastalia of Lyon").id
        acts.decide(by("alix"), get(Amendment, amendment), True, "")
        with pytest.raises(Invalid):
            proposed(by, stage, passage="Nowhere")
        version = get(Minutes, stage.minutes).version
        text = "Everybody"
        minutes = get(Minutes, stage.minutes)
        facts = {f["key"]: f["text"] for f in minutes.content["facts"]} | {"present": text}
        sections = tuple((s["key"], s["heading"], s["body"]) for s in minutes.content["sections"])
        acts.save(by("alix"), minutes, version,
                  acts.MinutesText(minutes.content["title"], facts, sections))  # fmt: skip
        with pytest.raises(Invalid):
            acts.decide(by("alix"), get(Amendment, second), True, "")
        acts.decide(by("alix"), get(Amendment, second), True, "In other words", by_hand=True)
        assert get(Amendment, second).state == "taken"


def test_days_are_from_one_to_thirty_and_the_time_ends_by_itself(app, world, by, browser, work):
    stage = drafted(app, world, by)
    alix = browser("alix")
    for days in ("0", "31", "", "x", "9" * 30):
        assert alix.post(stage.path + "/open", {"version": "1", "days": days}).status_code == 422
    assert alix.post(stage.path + "/open", {"version": "1", "days": "30"}).status_code == 303
    assert alix.post(stage.path + "/open", {"version": "1", "days": "3"}).status_code == 409
    with app.app_context():
        clock.end_what_is_over()
        assert get(Minutes, stage.minutes).state == "amending"
    over(app, stage)
    late = browser("bo").get(stage.path + "/amend")
    assert late.status_code == 409 and "The time for amendments is over" in late.text
    with app.app_context():
        with pytest.raises(Conflict):
            proposed(by, stage)
        clock.end_what_is_over()
        clock.end_what_is_over()
        assert get(Minutes, stage.minutes).state == "ended"
    assert alix.post(stage.path + "/extend", {"days": "2"}).status_code == 303
    with app.app_context():
        proposed(by, stage)


def test_only_the_chair_approves_and_not_over_a_waiting_amendment(app, world, by, browser):
    stage = amending(app, world, by)
    with app.app_context():
        amendment = proposed(by, stage).id
        minutes = get(Minutes, stage.minutes)
        with pytest.raises(Conflict, match="still open"):
            acts.approve(by("ada"), minutes, minutes.version)
    over(app, stage)
    with app.app_context():
        with pytest.raises(Forbidden):
            acts.approve(by("alix"), get(Minutes, stage.minutes), 1)
        with pytest.raises(Conflict, match="waits for an answer"):
            acts.approve(by("ada"), get(Minutes, stage.minutes), 1)
        acts.decide(by("alix"), get(Amendment, amendment), False, "It was not so")
        seen = get(Minutes, stage.minutes).version
        with pytest.raises(Conflict):
            acts.approve(by("ada"), get(Minutes, stage.minutes), seen - 1)
        acts.approve(by("ada"), get(Minutes, stage.minutes), seen)
        with pytest.raises(Conflict):
            acts.approve(by("ada"), get(Minutes, stage.minutes), seen)
        with pytest.raises(Conflict):
            proposed(by, stage)
        with pytest.raises(Conflict):
            acts.extend(by("alix"), get(Minutes, stage.minutes), 3)
        assert db.session.scalar(select(func.count(MinutesEdition.id))) == 1
    assert browser("alix").get(stage.path + "/edit").status_code == 409


def test_where_nobody_chairs_the_organiser_approves(app, world, by):
    stage = amending(app, world, by)
    over(app, stage)
    with app.app_context():
        db.session.execute(update(RoomMember).values(role="member"))
        db.session.commit()
        with pytest.raises(Forbidden):
            acts.approve(by("bo"), get(Minutes, stage.minutes), 1)
        acts.approve(by("ada"), get(Minutes, stage.minutes), 1)


def test_a_decision_minuted_as_adopted_is_adopted_in_the_record(app, world, by, browser):
    stage = drafted(app, world, by)
    ada = browser("ada")
    sent = fields(ada.page(stage.path + "/edit")) | {"entries-0-state": "done"}
    assert ada.post(stage.path + "/edit", sent).status_code == 303
    assert ada.post(stage.path + "/open", {"version": "2", "days": "1"}).status_code == 303
    over(app, stage)
    with app.app_context():
        assert state_of(stage.marks[0]) == "open"
    assert ada.post(stage.path + "/approve", {"version": "2"}).status_code == 303
    with app.app_context():
        assert state_of(stage.marks[0]) == "done" and state_of(stage.marks[1]) == "open"
        found = beside_of(by("bo"), "mark", stage.marks)
        assert [found[mark][0].path for mark in stage.marks] == [stage.path] * 3
        assert beside_of(by("nora"), "mark", stage.marks)[stage.marks[0]] == []
    register = browser("bo").page(f"/rooms/{stage.room}/record").main.text
    assert "Adopted in minutes no. 1" in register and "In minutes no. 1" in register


def test_the_digest_is_that_of_the_file_and_a_planted_change_is_found(app, world, by, browser):
    stage = approved(app, world, by)
    bo = browser("bo")
    page = bo.page(stage.path + "/versions/1").main.text
    assert "This text is unaltered." in page
    file = bo.get(stage.path + "/versions/1/text")
    digest = hashlib.sha256(file.data).hexdigest()
    assert digest in page and "three mixes" in file.text
    with app.app_context():
        kept = db.session.scalars(select(MinutesEdition)).one()
        assert queries.is_unaltered(kept)
        plant(kept.id, content=kept.content | {"title": "Forged"})
        assert not queries.is_unaltered(get(MinutesEdition, kept.id))
    assert "The digest does not fit this text." in bo.page(stage.path + "/versions/1").main.text


def plant(edition_id, **values):
    """What somebody with the database in their hands would do: the guard is taken away first."""
    off = {
        "sqlite": ["DROP TRIGGER minutes_edition_stays"],
        "postgresql": ["SET session_replication_role = replica"],
    }[db.engine.dialect.name]
    on = {
        "sqlite": [guard() for _ in (1,)],
        "postgresql": ["SET session_replication_role = DEFAULT"],
    }[db.engine.dialect.name]
    for statement in off:
        db.session.connection().exec_driver_sql(statement)
    db.session.execute(update(MinutesEdition).where(MinutesEdition.id == edition_id).values(values))
    for statement in on:
        db.session.connection().exec_driver_sql(statement)
    db.session.commit()


def guard():
    from grappe.sessions.models.minutes import GUARDS

    return GUARDS["sqlite"][0]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_keeps_what_is_approved(app, world, by, act):
    approved(app, world, by)
    with app.app_context():
        statement = (
            update(MinutesEdition).values(text="Forged")
            if act == "update"
            else delete(MinutesEdition)
        )
        with pytest.raises(DBAPIError, match="approved minutes do not"):
            db.session.execute(statement)
        db.session.rollback()


def test_a_correction_is_a_version_and_the_old_one_stays(app, world, by, browser):
    stage = approved(app, world, by)
    ada = browser("ada")
    sent = fields(ada.page(stage.path + "/correct")) | {"sections-1-body": "Added afterwards"}
    assert ada.post(stage.path + "/correct", sent).status_code == 422, "says no reason"
    sent["reason"] = "A paragraph was missing"
    assert browser("alix").post(stage.path + "/correct", sent).status_code == 403
    assert ada.post(stage.path + "/correct", sent).status_code == 303
    assert ada.post(stage.path + "/correct", sent).status_code == 409, "sent twice it is one"
    bo = browser("bo")
    assert "Added afterwards" in bo.page(stage.path).main.text
    old = bo.page(stage.path + "/versions/1").main.text
    assert "Added afterwards" not in old and "A later version is valid now." in old
    assert "This text is unaltered." in old
    changed = bo.page(stage.path + "/versions/2/changes").main.text
    assert "Added afterwards" in changed and "A paragraph was missing" in changed
    assert bo.get(stage.path + "/versions/3").status_code == 404
    assert bo.get(stage.path + "/versions/1/changes").status_code == 404


def test_the_same_amendment_sent_twice_is_one(app, world, by, browser):
    stage = amending(app, world, by)
    bo, key = browser("bo"), str(uuid.uuid4())
    sent = {"key": key, "part": "section.talk", "wording": "More", "reason": "It was said"}
    for _ in range(2):
        assert bo.post(stage.path + "/amend", sent).status_code == 303
    assert browser("ada").post(stage.path + "/amend", sent).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(Amendment.id))) == 1


def test_whoever_has_left_the_room_finds_nothing_any_more(app, world, by, browser):
    from tests.rooms.staging import dismissed

    stage = approved(app, world, by)
    bo = browser("bo")
    paths = ["", "/versions/1", "/versions/1/text", "/amend"]
    assert [bo.get(stage.path + path).status_code for path in paths] == [200, 200, 200, 409]
    book = f"/sessions/minutes/{stage.room}"
    assert "three mixes" in bo.page(book).main.text
    with app.app_context():
        dismissed(stage.room, world, "bo")
    assert [bo.get(stage.path + path).status_code for path in paths] == [404] * 4
    assert bo.get(book).status_code == 404


def test_links_lead_only_where_the_reader_may_go(app, world, by, browser):
    stage = approved(app, world, by, visibility="network")
    assert f"/rooms/{stage.room}?around=" in str(browser("bo").page(stage.path).main)
    cy = str(browser("cy").page(stage.path).main)
    assert "three mixes" in cy and f"/rooms/{stage.room}?around=" not in cy


def test_a_mark_that_leaves_the_record_leaves_the_minutes_as_they_are(app, world, by, browser):
    stage = drafted(app, world, by)
    with app.app_context():
        rooms.unmark(by("bea"), get(Mark, stage.marks[2]))
    assert "Who lends the camera?" in browser("ada").page(stage.path).main.text


def test_who_organises_and_is_not_in_the_room_takes_nothing_more_out_of_its_record(
    app, world, by, browser
):
    stage = drafted(app, world, by)
    from tests.sessions.minuted import marked

    with app.app_context():
        db.session.execute(update(Session).values(closed_at=utc_now() - dt.timedelta(hours=1)))
        db.session.commit()
        other = marked(by, stage.room, "bo", "Said when the session was over", "risk")
    dee = browser("dee")
    page = dee.page(stage.path + "/edit")
    assert "Said when the session was over" not in page.text
    sent = fields(page) | {"added": str(other)}
    assert dee.post(stage.path + "/edit", sent).status_code == 303
    with app.app_context():
        assert other not in [e["mark"] for e in get(Minutes, stage.minutes).content["entries"]]


def test_those_concerned_are_told_and_nobody_else(app, world, by, work):
    from grappe.notifications.models import Notification

    stage = amending(app, world, by)
    with app.app_context():
        amendment = proposed(by, stage).id
        acts.decide(by("alix"), get(Amendment, amendment), False, "It was not so")
    over(app, stage)
    with app.app_context():
        clock.end_what_is_over()
        minutes = get(Minutes, stage.minutes)
        acts.approve(by("ada"), minutes, minutes.version)
    work()
    names = {
        getattr(world, name): name for name in ("ada", "alix", "bo", "bea", "cy", "dee", "nora")
    }
    with app.app_context():
        told = {}
        for row in db.session.scalars(select(Notification)):
            told.setdefault(row.kind, set()).add(names[row.person_id])
            assert row.path.startswith(stage.path)
        minuted = {kind: who for kind, who in told.items() if "m" in kind and "marks" not in kind}
    assert minuted == {
        "minutes.drafted": {"ada"}, "minutes.opened": {"ada", "bo"},
        "amendments.proposed": {"ada", "alix"}, "amendments.refused": {"bo"},
        "minutes.ended": {"ada", "alix"}, "minutes.approved": {"alix", "bo", "bea"},
    }  # fmt: skip
