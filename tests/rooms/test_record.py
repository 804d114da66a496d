"""The record of a room, and what people do to messages with one press."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import event, select, update

from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict, Forbidden, Invalid, Missing
from grappe.foundation.models import Deed
from grappe.rooms import operations, queries
from grappe.rooms.models import Mark, Message, Reaction, Room, RoomEvent, Voice
from grappe.rooms.operations import Said
from tests.rooms.staging import admitted, opened, said, stage


def get(model, key):
    return db.session.get(model, key, populate_existing=True)


def events(by, room_id, after=0):
    return queries.caught_up(by, room_id, after, lambda: by)["events"]


def test_a_reaction_counts_once_and_is_told(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("ada"), room.id, "Agreed?")
        place, message = get(Room, room.id), get(Message, entry.message_id)
        assert operations.react(by("bo"), place, message, "agree", True) is True
        assert operations.react(by("bo"), place, message, "agree", True) is False
        assert operations.react(by("bea"), place, message, "agree", True) is True
        [first, last] = events(by("ada"), room.id, entry.seq)
        assert first["type"] == last["type"] == "state" and last["id"] == message.id
        given = last["state"]["reactions"]["agree"]
        assert sorted(given["people"]) == sorted([world.bo, world.bea])
        assert given["names"] == "Bo Exemple, Bea Exemple"
        assert operations.react(by("bo"), place, message, "agree", False) is True
        assert events(by("ada"), room.id, entry.seq)[-1]["state"]["reactions"]["agree"][
            "people"
        ] == [world.bea]
        with pytest.raises(Invalid):
            operations.react(by("bo"), place, message, "love", True)
        with pytest.raises(Missing):
            operations.react(by("cy"), place, message, "agree", True)


def test_numbers_go_on_through_the_rooms_of_a_group(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        other = opened(by("ada"), world, "Tests", ada="chair", bo="member").id
        [one] = said(by("bo"), room.id, "We share the test bench")
        [two] = said(by("bo"), other, "The letter leaves in December")
        [three] = said(by("bo"), other, "Who insures the camera?")
        for place, entry, kind, number in (
            (room.id, one, "decision", 1), (other, two, "decision", 2), (other, three, "question", 1)
        ):  # fmt: skip
            mark = operations.mark_message(
                by("bo"), get(Room, place), get(Message, entry.message_id), kind, Said("In words")
            )
            assert mark.number == number
        with pytest.raises(Conflict):
            operations.mark_message(
                by("ada"), get(Room, other), get(Message, two.message_id), "risk", Said("x")
            )
        assert len(queries.register(by("bo"), get(Room, room.id))) == 3
        assert len(queries.register(by("bea"), get(Room, room.id))) == 1, "she is in one room only"


def decided(by, room_id, who="bo", words="We share the test bench"):
    [entry] = said(by(who), room_id, words)
    return operations.mark_message(
        by(who), get(Room, room_id), get(Message, entry.message_id), "decision", Said(words)
    )


def test_one_voice_for_each_organisation_until_it_is_adopted(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        mark = decided(by, room.id)
        assert operations.agree(by("bo"), get(Mark, mark.id), True) is True
        assert operations.agree(by("bea"), get(Mark, mark.id), True) is False, "Textora has spoken"
        assert operations.agree(by("ada"), get(Mark, mark.id), True) is True
        record = queries.record(by("ada"), get(Room, room.id))
        [row] = record.entries["decision"]
        assert (row.voices, row.agreed, record.voters) == (2, True, 2)
        with pytest.raises(Forbidden):
            operations.settle_mark(by("bo"), get(Mark, mark.id), "done")
        assert operations.settle_mark(by("ada"), get(Mark, mark.id), "done") is True
        with pytest.raises(Conflict):
            operations.agree(by("ada"), get(Mark, mark.id), False)
        assert db.session.query(Voice).count() == 2
        with pytest.raises(Conflict):
            operations.unmark(by("bo"), get(Mark, mark.id))


def test_an_action_is_given_done_reopened_and_its_owner_is_told(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("ada"), room.id, "Bo books the van")
        due = utc_now().date()
        mark = operations.mark_message(
            by("ada"), get(Room, room.id), get(Message, entry.message_id), "action",
            Said("Book the van", world.bo, due),
        )  # fmt: skip
        given = db.session.scalars(select(Deed).where(Deed.verb == "marks.given")).all()
        assert [deed.data["person"] for deed in given] == [world.bo]
        [mine] = queries.actions_of(by("bo"))
        assert (mine.words, mine.due_on, mine.may_settle) == ("Book the van", due, True)
        assert queries.actions_of(by("bea")) == []
        with pytest.raises(Forbidden):
            operations.settle_mark(by("bea"), get(Mark, mark.id), "done")
        operations.settle_mark(by("bo"), get(Mark, mark.id), "done")
        assert queries.actions_of(by("bo"))[0].state == "done"
        operations.settle_mark(by("bo"), get(Mark, mark.id), "open")
        from grappe.rooms.operations.recording import look_at_actions

        for _ in range(2):
            look_at_actions()
        due_told = db.session.scalars(select(Deed).where(Deed.verb == "marks.due")).all()
        assert len(due_told) == 1, "once for each date"
        with pytest.raises(Invalid):
            operations.amend_mark(by("ada"), get(Mark, mark.id), Said("Book it", world.cy, None))
        later = Said("Book it", world.bo, due + dt.timedelta(days=9))
        operations.amend_mark(by("ada"), get(Mark, mark.id), later)
        look_at_actions()
        assert db.session.query(Deed).filter_by(verb="marks.due").count() == 1, "not due yet"


def test_a_deletion_is_taken_back_for_ten_minutes_by_its_author(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "Too hasty")
        place, message = get(Room, room.id), get(Message, entry.message_id)
        operations.delete_message(by("bo"), place, message)
        assert "Too hasty" not in str(events(by("ada"), room.id))
        with pytest.raises(Forbidden):
            operations.restore_message(by("ada"), place, get(Message, message.id))
        operations.restore_message(by("bo"), place, get(Message, message.id))
        last = events(by("ada"), room.id)[-1]
        assert (last["type"], last["text"]) == ("restore", "Too hasty")
        operations.delete_message(by("bo"), place, get(Message, message.id))
        bodies = select(RoomEvent.body).where(RoomEvent.message_id == message.id)
        assert set(db.session.scalars(bodies)) == {None}, "gone from every entry of the log"
        long_ago = utc_now() - dt.timedelta(minutes=11)
        db.session.execute(update(Message).values(deleted_at=long_ago))
        db.session.commit()
        with pytest.raises(Conflict):
            operations.restore_message(by("bo"), place, get(Message, message.id))
        from grappe.rooms.operations.posting import forget

        forget({"message": message.id})
        assert get(Message, message.id).kept is None


def test_what_others_delete_is_not_kept(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "Rude")
        operations.delete_message(
            by("ada"), get(Room, room.id), get(Message, entry.message_id), "Off topic"
        )
        assert get(Message, entry.message_id).kept is None
        with pytest.raises(Forbidden):
            operations.restore_message(by("bo"), get(Room, room.id), get(Message, entry.message_id))


def test_what_is_in_the_record_is_not_deleted_under_it(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        mark = decided(by, room.id)
        place, message = get(Room, room.id), get(Message, mark.message_id)
        with pytest.raises(Conflict):
            operations.delete_message(by("bo"), place, message)
        operations.unmark(by("bo"), get(Mark, mark.id))
        operations.delete_message(by("bo"), place, get(Message, message.id))
        assert queries.record(by("ada"), place).is_empty


def test_who_comes_later_without_history_sees_no_earlier_entry(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        mark = decided(by, room.id)
        admitted(room.id, world, "cy", history=False)
        operations.react(by("bo"), get(Room, room.id), get(Message, mark.message_id), "look", True)
        assert queries.record(by("cy"), get(Room, room.id)).is_empty
        told = events(by("cy"), room.id)
        assert [e["type"] for e in told] == ["member", "hidden"] and "test bench" not in str(told)
        with pytest.raises(Missing):
            operations.agree(by("cy"), get(Mark, mark.id), True)


def test_pinned_stands_beside_the_talk_until_it_is_deleted(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "The address of the hall")
        place, message = get(Room, room.id), get(Message, entry.message_id)
        operations.pin(by("bea"), place, message, True)
        assert [row.body for row in queries.record(by("ada"), place).pinned] == [
            "The address of the hall"
        ]
    beside = browser("ada").page(f"/rooms/{room.id}").select_one("#record")
    assert "The address of the hall" in beside.text
    with app.app_context():
        operations.delete_message(by("bo"), get(Room, room.id), get(Message, message.id))
        assert queries.record(by("ada"), get(Room, room.id)).pinned == []


def test_everything_works_with_forms(app, world, by, browser):
    room, bo, ada = stage(app, world, by), browser("bo"), browser("ada")
    with app.app_context():
        [entry] = said(by("ada"), room.id, "We *share* the bench <b>now</b>")
    place = f"/rooms/{room.id}/messages/{entry.message_id}"
    page = bo.follow(bo.post(f"{place}/react", {"kind": "thanks"}))
    assert "Thanks 1" in " ".join(page.text.split()).replace("<b data-n>", "").replace("</b>", "")
    six = bo.page(f"{place}/react").select("button[name=kind]")
    assert len(six) == 6 and [b["value"] for b in six if b["value"][0] == "-"] == ["-thanks"]
    form = bo.page(f"{place}/mark?kind=action")
    assert form.select_one("#words").text.strip() == "We share the bench <b>now</b>"
    assert form.select_one("#owner option").text == "Nobody yet"
    refused = bo.post(f"{place}/mark", {"kind": "action", "words": " ", "owner": str(world.ada)})
    assert refused.status_code == 422 and f'selected value="{world.ada}"' in refused.text
    due = (utc_now() + dt.timedelta(days=3)).date().isoformat()
    saved = {"kind": "action", "words": "Share it", "owner": str(world.ada), "due_on": due}
    assert bo.post(f"{place}/mark", saved).status_code == 303
    entry_page = bo.get(f"{place}/mark")
    assert entry_page.status_code == 303 and "/rooms/marks/" in entry_page.location
    assert bo.post(f"{place}/mark", saved).status_code == 303, "sent twice, written once"
    page = ada.page(f"/rooms/{room.id}")
    assert "Action 1" in page.select_one(f"#m-{entry.message_id} .msg__flag").text
    assert "Share it" in page.select_one("#record").text
    assert "Share it" in ada.get("/rooms/actions").text
    [item] = ada.page("/rooms/actions").select(".todo__item form")
    ada.post(item["action"], {"state": "done", "next": "/rooms/actions"})
    assert "is-done" in ada.get("/rooms/actions").text
    assert ada.post(f"{place}/delete").status_code == 409
    register = ada.page(f"/rooms/{room.id}/record?kind=action")
    assert "Share it" in register.text and register.select_one(".pill").text == "Done"
    assert browser("cy").get(f"/rooms/{room.id}/record").status_code == 404


def test_a_reaction_leaves_with_its_message(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "Gone soon")
        place, message = get(Room, room.id), get(Message, entry.message_id)
        operations.react(by("ada"), place, message, "bravo", True)
        operations.delete_message(by("bo"), place, get(Message, message.id))
        assert db.session.query(Reaction).count() == 1
        told = [e for e in events(by("ada"), room.id) if e["type"] == "state"]
        assert told[-1]["state"] == queries.NOTHING
        with pytest.raises(Conflict):
            operations.react(by("ada"), place, get(Message, message.id), "agree", True)


def test_a_reply_that_is_taken_back_keeps_what_it_answers(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        place = get(Room, room.id)
        [asked] = said(by("ada"), room.id, "Who drives?")
        answer = operations.post_message(by("bo"), place, uuid.uuid4(), "I do", asked.message_id)
        message = get(Message, answer.message_id)
        operations.edit_message(by("bo"), place, message, uuid.uuid4(), "I do, on Monday")
        operations.delete_message(by("bo"), place, get(Message, message.id))
        operations.restore_message(by("bo"), place, get(Message, message.id))
        last = events(by("ada"), room.id)[-1]
        assert last["reply"]["excerpt"] == "Who drives?" and last["edited"]


def test_what_stands_beside_the_talk_changes_with_the_pinned_message(app, world, by):
    """Or a deleted text would stay on every page that is open."""
    from grappe.foundation.watch import version

    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "Old hall")
        place = get(Room, room.id)
        operations.pin(by("bo"), place, get(Message, entry.message_id), True)
        seen = [version(f"rooms/{room.id}")]
        message = get(Message, entry.message_id)
        operations.edit_message(by("bo"), place, message, uuid.uuid4(), "New hall")
        seen.append(version(f"rooms/{room.id}"))
        operations.delete_message(by("bo"), place, get(Message, entry.message_id))
        seen.append(version(f"rooms/{room.id}"))
        assert seen == sorted(set(seen))


def test_the_record_alone_is_a_small_page_for_those_in_the_room(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        decided(by, room.id, words="The bench is shared")
        engine = db.engine
    bo, asked = browser("bo"), []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    page = bo.page(f"/rooms/{room.id}/beside")
    assert len(asked) <= 8, "\n\n".join(asked)
    assert "The bench is shared" in page.select_one("[data-live-part=record]").text
    assert page.select_one("[data-live]")["data-live-version"] == "1"
    assert page.select_one(".rail, nav") is None
    assert browser("cy").get(f"/rooms/{room.id}/beside").status_code == 404


def test_the_register_watches_every_room_whose_entries_it_shows(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        other = opened(by("ada"), world, "Tests", ada="chair", bo="member").id
        decided(by, other)
    watched = browser("bo").page(f"/rooms/{room.id}/record").select("[data-live]")
    assert {(w["data-live"], w["data-live-version"]) for w in watched} == {
        (f"rooms/{room.id}", "0"), (f"rooms/{other}", "1"),
    }  # fmt: skip
    seen = browser("bea").page(f"/rooms/{room.id}/record").select("[data-live]")
    assert [w["data-live"] for w in seen] == [f"rooms/{room.id}"]


def test_for_the_script_a_button_answers_like_the_line(app, world, by, browser):
    room, bo = stage(app, world, by), browser("bo")
    json = {"headers": {"Accept": "application/json"}}
    with app.app_context():
        mark = decided(by, room.id).id
    assert bo.post(f"/rooms/marks/{mark}/agree", {"on": "1"}, **json).json == {"ok": True}
    wrong = browser("ada").post(f"/rooms/marks/{mark}/settle", {"state": "odd"}, **json)
    assert wrong.status_code == 422 and wrong.json["message"]
    browser("ada").post(f"/rooms/marks/{mark}/settle", {"state": "done"}, **json)
    stays = bo.post(f"/rooms/marks/{mark}/remove", **json)
    assert stays.status_code == 409 and "Open it again" in stays.json["message"]
    browser("ada").post(f"/rooms/marks/{mark}/settle", {"state": "open"}, **json)
    assert bo.post(f"/rooms/marks/{mark}/remove", **json).json == {"ok": True}
    assert bo.post(f"/rooms/marks/{mark}/remove", **json).status_code == 404


def test_nobody_is_reminded_in_a_room_that_is_archived(app, world, by):
    from grappe.rooms.operations.recording import look_at_actions

    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("ada"), room.id, "Bo books the van")
        due = Said("Book the van", world.bo, utc_now().date())
        message = get(Message, entry.message_id)
        operations.mark_message(by("ada"), get(Room, room.id), message, "action", due)
        db.session.execute(update(Room).values(archived_at=utc_now()))
        db.session.commit()
        look_at_actions()
        assert db.session.query(Deed).filter_by(verb="marks.due").count() == 0


def test_a_reaction_does_not_bring_a_room_to_the_top(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "Hello")
        before = get(Room, room.id).last_at
        place, message = get(Room, room.id), get(Message, entry.message_id)
        operations.react(by("ada"), place, message, "agree", True)
        assert get(Room, room.id).last_at == before
