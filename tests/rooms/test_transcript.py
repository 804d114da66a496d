"""A transcript: complete, as far back as one may see, and to be verified."""

import hashlib
import json

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.foundation.errors import Missing
from grappe.rooms import operations, queries
from grappe.rooms.models import Message, Room, RoomAct
from grappe.rooms.operations import Said
from grappe.rooms.queries import transcripts as module
from tests.rooms.staging import admitted, dismissed, said, stage


def get(model, key):
    return db.session.get(model, key, populate_existing=True)


def told(app, world, by):
    room = stage(app, world, by, ada="chair", bo="member").id
    with app.app_context():
        one, two, three = said(by("bo"), room, "We test <b>first</b>", "A slip", "Two\nlines")
        place = get(Room, room)
        operations.mark_message(
            by("bo"), place, get(Message, one.message_id), "decision", Said("Test first")
        )
        operations.delete_message(by("bo"), place, get(Message, two.message_id))
        import uuid

        operations.edit_message(
            by("bo"), place, get(Message, three.message_id), uuid.uuid4(), "Two\nbetter lines"
        )
    return room


def test_text_and_page_bear_the_sum_of_what_stands_between_the_rules(app, world, by, browser):
    room = told(app, world, by)
    ada = browser("ada")
    text = ada.post(f"/rooms/{room}/transcript", {"form": "text"}).get_data(as_text=True)
    rule = "=" * 72 + "\n"
    _, content, rest = text.split(rule)
    digest = hashlib.sha256(content.encode()).hexdigest()
    assert f"SHA-256: {digest}" in rest and "Messages: 3" in rest
    assert "Decision 1: proposed" in content and "Message deleted" in content
    assert "A slip" not in text and "    better lines\n    -- edited" in content
    page = ada.post(f"/rooms/{room}/transcript", {"form": "print"}).get_data(as_text=True)
    assert digest in page and "<b>first</b>" not in page and "Bo Exemple" in page


def test_json_is_in_utc_and_is_verified_line_by_line(app, world, by, browser):
    room = told(app, world, by)
    answer = browser("ada").post(f"/rooms/{room}/transcript", {"form": "json"})
    assert "attachment" in answer.headers["Content-Disposition"]
    raw = answer.get_data(as_text=True)
    told_ = json.loads(raw)
    content = raw.partition('"entries": [\n')[2].rpartition("], ")[0]
    assert hashlib.sha256(content.encode()).hexdigest() == told_["sha256"]
    assert told_["count"] == 3 and told_["complete"]
    assert told_["entries"][0]["record"]["kind"] == "decision"
    assert told_["entries"][1]["text"] is None and told_["entries"][1]["deleted_at"]
    assert told_["entries"][2]["at"].endswith("+00:00")


def test_who_came_later_gets_what_they_may_see_and_it_is_traced(app, world, by, browser):
    room = stage(app, world, by, ada="chair", bo="member").id
    with app.app_context():
        said(by("bo"), room, "Before")
        admitted(room, world, "cy", history=False)
        said(by("bo"), room, "After")
    text = browser("cy").post(f"/rooms/{room}/transcript", {"form": "text"}).get_data(as_text=True)
    assert "After" in text and "Before" not in text
    with app.app_context():
        act = db.session.scalars(select(RoomAct)).one()
        assert (act.verb, act.by_id, act.detail) == ("export", world.cy, "text")
    bad = {"form": "text", "since": "2026-05-02", "until": "2026-05-01"}
    assert browser("ada").post(f"/rooms/{room}/transcript", bad).status_code == 422
    none = {"form": "text", "until": "2001-05-01"}
    assert "Messages: 0" in browser("ada").post(f"/rooms/{room}/transcript", none).get_data(True)


def test_it_ends_where_the_right_to_read_ends(app, world, by, browser, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    room = stage(app, world, by, ada="chair", bo="member").id
    with app.app_context():
        said(by("ada"), room, *[f"Number {n}" for n in range(6)])
        batches = queries.transcript(by("bo"), room, queries.Period(), lambda: by("bo"))
        assert [row.body for row in next(batches)] == ["Number 0", "Number 1"]
        dismissed(room, world, "bo")
        try:
            next(batches)
        except Missing:
            pass
        else:
            raise AssertionError("more was handed out")
    assert browser("bo").get(f"/rooms/{room}/transcript").status_code == 404
    assert browser("bo").post(f"/rooms/{room}/transcript", {"form": "text"}).status_code == 404
