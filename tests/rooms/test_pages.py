"""The room as a page: everything works without script."""

import re

import pytest
from sqlalchemy import event, select

from grappe.foundation.db import db
from grappe.rooms.models import Message
from tests.rooms.staging import admitted, cid, said, stage


def test_the_list_says_where_something_waits(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        said(by("bo"), room.id, "The *camera* arrives on Monday")
    page = browser("ada").page("/rooms/")
    [link] = page.select(f"a[data-room-link='{room.id}']")
    assert "Bo Exemple: The camera arrives on Monday" in link.text
    assert link.select_one(".count").text.startswith("1")
    assert page.title.text.startswith("(1)")
    assert "You are in no room yet" in browser("cy").get("/rooms/").text


def test_a_room_reads_like_a_page(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        said(by("bo"), room.id, "one", "two")
        said(by("bea"), room.id, "three <script>alert(1)</script>")
    page = browser("ada").page(f"/rooms/{room.id}")
    assert [m.get_text(strip=True) for m in page.select(".msgs .msg .msg__txt")] == [
        "one", "two", "three <script>alert(1)</script>"]  # fmt: skip
    following = [("msg--more" in m["class"]) for m in page.select(".msgs .msg")]
    assert following == [False, True, False]
    assert page.select_one("#unread").text == "3 new messages"
    assert browser("cy").get(f"/rooms/{room.id}").status_code == 404
    assert browser("ada").get("/rooms/9999").status_code == 404


def test_a_message_is_said_with_a_form(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    form = {"body": "By form", "cid": cid()}
    answer = ada.post(f"/rooms/{room.id}/messages", form)
    assert answer.status_code == 303 and re.search(r"#m-\d+$", answer.location)
    assert ada.post(f"/rooms/{room.id}/messages", form).location == answer.location
    assert "By form" in ada.follow(answer).text
    assert ada.post(f"/rooms/{room.id}/messages", form | {"body": "Other"}).status_code == 409
    refused = ada.post(f"/rooms/{room.id}/messages", {"body": "x" * 10_001, "cid": cid()})
    assert refused.status_code == 422 and "x" * 10_001 in refused.text
    with app.app_context():
        assert db.session.scalars(select(Message.body)).all() == ["By form"]


def test_for_the_script_the_form_answers_like_the_line(app, world, by, browser):
    room, ada, cy = stage(app, world, by), browser("ada"), browser("cy")
    json = {"headers": {"Accept": "application/json"}}
    ack = ada.post(f"/rooms/{room.id}/messages", {"body": "Hi", "cid": cid()}, **json).json
    assert ack["ok"] and ack["seq"] == 4
    again = ada.post(f"/rooms/{room.id}/messages", {"body": "", "cid": cid()}, **json)
    assert again.status_code == 422 and again.json["error"] == "invalid"
    told = ada.get(f"/rooms/{room.id}/events?after=3").json
    assert told["ok"] and [e["text"] for e in told["events"]] == ["Hi"] and told["head"] == 4
    assert cy.get(f"/rooms/{room.id}/events?after=0").status_code == 404


def test_editing_and_deleting_work_with_forms(app, world, by, browser):
    room, ada, bo = stage(app, world, by), browser("ada"), browser("bo")
    with app.app_context():
        [entry] = said(by("ada"), room.id, "Wrong")
    place = f"/rooms/{room.id}/messages/{entry.message_id}"
    assert "Wrong" in ada.get(f"{place}/edit").text
    page = ada.follow(ada.post(f"{place}/edit", {"body": "Right", "cid": cid()}))
    assert "Right" in page.text and "edited" in page.text and "Wrong" not in page.text
    assert bo.get(f"{place}/edit").status_code == 403
    assert bo.post(f"{place}/delete").status_code == 403
    assert ada.post(f"{place}/edit", {"body": " ", "cid": cid()}).status_code == 422
    assert ada.get(f"{place}/delete").status_code == 200
    page = ada.follow(ada.post(f"{place}/delete"))
    assert "Message deleted by its author" in page.text and "Right" not in page.text


def test_two_ids_that_do_not_belong_together_are_not_found(app, world, by, browser):
    one, two, ada = stage(app, world, by), stage(app, world, by), browser("ada")
    with app.app_context():
        [entry] = said(by("ada"), one.id, "here")
    for act in ("edit", "delete"):
        place = f"/rooms/{two.id}/messages/{entry.message_id}/{act}"
        assert ada.get(place).status_code == 404
        assert ada.post(place, {"body": "x", "cid": cid()}).status_code == 404


def test_history_is_paged_both_ways_without_loss(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    with app.app_context():
        said(by("bo"), room.id, *(f"m{n}" for n in range(130)))
    seen, path = [], f"/rooms/{room.id}"
    while path:
        page = ada.page(path)
        seen = words(page) + seen
        older = page.select_one("[data-older] a")
        path = older["href"] if older else None
    assert seen == [f"m{n}" for n in range(130)]
    page, seen = ada.page(f"/rooms/{room.id}?around=5"), []
    while True:
        seen += words(page)
        newer = page.select_one("[data-newer-link] a")
        if not newer:
            break
        page = ada.page(newer["href"])
    assert seen == [f"m{n}" for n in range(130)]
    assert page.select_one("[data-newer-link]") is None


def words(page):
    return [m.get_text(strip=True) for m in page.select(".talk .msg__txt")]


def test_the_permalink_shows_the_message_in_its_surroundings(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    with app.app_context():
        entries = said(by("bo"), room.id, *(f"m{n}" for n in range(100)))
    page = ada.page(f"/rooms/{room.id}?around={entries[50].seq}")
    assert page.select_one(f"#m-{entries[50].message_id}")
    assert words(page) == [f"m{n}" for n in range(25, 75)]


def test_history_before_ones_time_is_on_no_page(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        [old] = said(by("bo"), room.id, "the old secret")
        admitted(room.id, world, "cy", history=False)
        said(by("bo"), room.id, "welcome")
    cy = browser("cy")
    for path in (
        "",
        "?around=1",
        "?before=99",
        "?after=0",
        f"?around={old.seq}",
        "/events?after=0",
    ):
        answer = cy.get(f"/rooms/{room.id}{path}")
        assert answer.status_code == 200
        assert "secret" not in answer.text, path
    assert "secret" not in cy.get("/rooms/").text
    place = f"/rooms/{room.id}/messages/{old.message_id}"
    assert cy.get(f"{place}/edit").status_code == 404


def test_looking_marks_nothing_as_read_and_the_button_does(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    with app.app_context():
        [entry] = said(by("bo"), room.id, "one")
    assert ada.page(f"/rooms/{room.id}").select_one("#unread")
    page = ada.page(f"/rooms/{room.id}")
    assert page.select_one("#unread")
    assert ada.post(f"/rooms/{room.id}/read", {"seq": str(entry.seq)}).status_code == 303
    assert ada.page(f"/rooms/{room.id}").select_one("#unread") is None


def test_an_observer_is_told_who_can_let_them_write(app, world, by, browser):
    room = stage(app, world, by, ada="chair", bo="observer")
    page = browser("bo").page(f"/rooms/{room.id}")
    assert page.select_one("[data-composer]") is None
    assert "Whoever chairs it can let you write" in page.text
    assert browser("bo").post(f"/rooms/{room.id}/messages", {"body": "x"}).status_code == 403


@pytest.mark.parametrize(
    "query", ["before=x", "after=-1", "around=" + "9" * 30, "reply=0", "before=²"]
)
def test_odd_addresses_are_no_fault(app, world, by, browser, query):
    room = stage(app, world, by)
    assert browser("ada").get(f"/rooms/{room.id}?{query}").status_code == 200


def test_a_page_asks_few_questions_however_much_was_said(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    with app.app_context():
        said(by("bo"), room.id, *(f"m{n}" for n in range(60)))
        engine = db.engine
    for path in (f"/rooms/{room.id}", f"/rooms/{room.id}?around=20", "/rooms/"):
        asked = []

        def count(conn, cursor, statement, *rest):
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        assert ada.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", count)
        assert len(asked) <= 8, "\n\n".join(asked)
