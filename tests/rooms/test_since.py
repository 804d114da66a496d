"""Since you were here: what one has missed, from a point that the address holds."""

import datetime as dt

import pytest
from sqlalchemy import event

from grappe.foundation.db import db
from grappe.rooms import operations
from grappe.rooms.models import Message, Room
from grappe.rooms.operations import Said
from tests.rooms.staging import admitted, dismissed, said, stage


def came_back(browser, person):
    """The page as somebody finds it, and its address."""
    address = browser(person).get("/rooms/since").location
    return browser(person).page(address), address


def part(page, key):
    found = page.select_one(f"section[aria-labelledby=h-{key}]")
    return [row.get_text(" ", strip=True) for row in found.select("li.row")] if found else []


def marked(by, room_id, who, words, kind, **said_of):
    room = db.session.get(Room, room_id)
    [entry] = said(by(who), room_id, words)
    message = db.session.get(Message, entry.message_id)
    return operations.mark_message(by(who), room, message, kind, Said(words, **said_of))


def missed(app, world, by, room):
    """Ada has spoken; then Bo decides, asks, gives her something, speaks to her and to nobody."""
    with app.app_context():
        [mine] = said(by("ada"), room.id, "who comes?")
        marked(by, room.id, "bo", "we meet in Lille", "decision")
        marked(by, room.id, "bo", "who pays?", "question")
        due = dt.date(2031, 5, 20)
        marked(by, room.id, "bo", "book the hall", "action", owner_id=world.ada, due_on=due)
        marked(by, room.id, "bo", "print the badges", "action", owner_id=world.bea)
        said(by("bea"), room.id, "@Ada Exemple, look", "@everyone: at nine", "only so")
        place = db.session.get(Room, room.id)
        import uuid

        operations.post_message(by("bo"), place, uuid.uuid4(), "I come", mine.message_id)


def test_what_matters_stands_first_and_each_leads_to_its_message(app, world, by, browser):
    room = stage(app, world, by)
    missed(app, world, by, room)
    page, _ = came_back(browser, "ada")
    order = [s["aria-labelledby"] for s in page.select("main section")]
    assert order == ["h-decisions", "h-named", "h-replies", "h-questions", "h-actions", "h-rest"]
    assert "we meet in Lille" in part(page, "decisions")[0]
    assert [("look" in r, "nine" in r) for r in part(page, "named")] == [(0, 1), (1, 0)]
    assert len(part(page, "replies")) == 1 and "I come" in part(page, "replies")[0]
    assert len(part(page, "actions")) == 1 and "book the hall" in part(page, "actions")[0]
    [rest] = part(page, "rest")
    assert "8 messages" in rest and "first from Bo Exemple" in rest and "I come" in rest
    for link in page.select("main li.row h3 a"):
        path, _, anchor = link["href"].partition("#")
        assert browser("ada").page(path).find(id=anchor), link


def test_reading_on_takes_nothing_from_the_page(app, world, by, browser, line):
    room = stage(app, world, by)
    missed(app, world, by, room)
    page, address = came_back(browser, "ada")
    before = page.select_one("main").get_text(" ", strip=True)
    assert line("ada").say("rooms:read", {"room": room.id, "seq": 2**40})["ok"]
    again = browser("ada").page(address).select_one("main").get_text(" ", strip=True)
    assert again == before
    fresh, _ = came_back(browser, "ada")
    assert "You have missed nothing" in fresh.text


def test_one_hears_nothing_of_ones_own(app, world, by, browser):
    room = stage(app, world, by)
    missed(app, world, by, room)
    page = browser("bo").page(f"/rooms/since?since={room.id}.0")
    assert part(page, "decisions") == [] and part(page, "actions") == []
    assert [("nine" in row) for row in part(page, "named")] == [True]


def test_what_one_may_not_see_is_not_told_whatever_the_address_says(app, world, by, browser):
    room = stage(app, world, by)
    missed(app, world, by, room)
    address = f"/rooms/since?since={room.id}.0"
    with app.app_context():
        admitted(room.id, world, "cy", history=False)
        said(by("bo"), room.id, "@everyone: welcome")
        dismissed(room.id, world, "bea")
    late = browser("cy").page(address)
    assert part(late, "decisions") == [] and len(part(late, "named")) == 1
    assert "Lille" not in late.text and "welcome" in part(late, "rest")[0]
    for stranger in ("bea", "alix"):
        assert "You have missed nothing" in browser(stranger).page(address).text


def test_what_was_deleted_is_not_told(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "@Ada Exemple secretly")
        message = db.session.get(Message, entry.message_id)
        operations.delete_message(by("bo"), db.session.get(Room, room.id), message)
    page, _ = came_back(browser, "ada")
    assert "secretly" not in page.text and part(page, "named") == []


@pytest.mark.parametrize(
    "given", ["", "x", "1", "1.x-", "9" * 30 + ".1", "1." + "9" * 18, "-" * 999]
)
def test_odd_points_are_no_fault(app, world, by, browser, given):
    stage(app, world, by)
    assert browser("ada").get(f"/rooms/since?since={given}").status_code == 200


def test_many_rooms_cost_no_more_questions_than_one(app, world, by, browser):
    rooms = [stage(app, world, by) for _ in range(6)]
    ada = browser("ada")
    for room in rooms:
        missed(app, world, by, room)
    with app.app_context():
        engine = db.engine
    address, asked = ada.get("/rooms/since").location, []

    def count(_conn, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    assert ada.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    assert len(asked) <= 8, "\n\n".join(asked)


def test_what_was_settled_before_one_left_is_no_news(app, world, by, browser, line):
    room = stage(app, world, by)
    with app.app_context():
        marked(by, room.id, "bo", "we meet in Lille", "decision")
        said(by("bo"), room.id, "@Ada Exemple, read this")
    assert line("ada").say("rooms:read", {"room": room.id, "seq": 2**40})["ok"]
    with app.app_context():
        said(by("bo"), room.id, "and this")
        marked(by, room.id, "bo", "we meet at nine", "decision")
    page, _ = came_back(browser, "ada")
    assert len(part(page, "decisions")) == 1 and "at nine" in part(page, "decisions")[0]
    assert part(page, "named") == [] and "2 messages" in part(page, "rest")[0]
