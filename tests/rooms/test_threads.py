"""Threads: in the same log as the talk, shown under the message they are about."""

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.foundation.models import Deed
from grappe.notifications.queries.recipients import TOLD
from grappe.rooms import queries
from grappe.rooms.models import Message, Room
from tests.rooms.staging import admitted, cid, said, stage
from tests.rooms.test_protocol import enter, events, send


def begun(app, world, by, body="Which camera?"):
    """A room, and a message of Ada's in it."""
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("ada"), room.id, body)
    return room, entry


def told(app):
    [(_, whom)] = TOLD["rooms.threaded"]
    with app.app_context():
        deeds = db.session.scalars(
            select(Deed).where(Deed.verb == "rooms.threaded").order_by(Deed.id)
        ).all()
        return [set(db.session.scalars(whom(deed))) for deed in deeds]


def words(page):
    return [m.get_text(strip=True) for m in page.select(".msgs .msg .msg__txt")]


def test_a_thread_stands_in_the_log_and_not_in_the_talk(app, world, by, line, browser):
    room, root = begun(app, world, by)
    bo, ada = line("bo"), line("ada")
    enter(ada, room.id)
    ack = send(bo, room.id, "The small one", root=root.message_id)
    assert ack["ok"] and ack["seq"] == root.seq + 1, "the same numbers"
    [event] = events(ada)
    assert event["text"] == "The small one"
    under = event["root"]
    assert (under["id"], under["replies"], under["by"]) == (root.message_id, 1, "Bo Exemple")
    page = browser("ada").page(f"/rooms/{room.id}")
    assert words(page) == ["Which camera?"]
    assert "1 reply, last" in page.select_one(f"#m-{root.message_id} [data-thread-line]").text
    inside = browser("ada").page(f"/rooms/{room.id}/threads/{root.message_id}")
    assert words(inside) == ["Which camera?", "The small one"]
    caught_up = ada.say("rooms:sync", {"room": room.id, "after": 0})["events"]
    assert [e.get("root", {}).get("id") for e in caught_up if e["type"] == "message"] == [
        None, root.message_id]  # fmt: skip


def test_a_thread_is_written_in_with_a_form(app, world, by, browser):
    room, root = begun(app, world, by)
    bo = browser("bo")
    form = {"body": "By form", "cid": cid(), "root": str(root.message_id)}
    answer = bo.post(f"/rooms/{room.id}/messages", form)
    place = f"/rooms/{room.id}/threads/{root.message_id}"
    assert answer.status_code == 303 and answer.location.startswith(place + "#m-")
    assert bo.post(f"/rooms/{room.id}/messages", form).location == answer.location
    elsewhere = {key: form[key] for key in ("body", "cid")}
    assert bo.post(f"/rooms/{room.id}/messages", elsewhere).status_code == 409
    refused = bo.post(f"/rooms/{room.id}/messages", form | {"body": "x" * 10_001, "cid": cid()})
    assert refused.status_code == 422 and "x" * 10_001 in refused.text
    assert f'data-thread="{root.message_id}"' in refused.text, "still in the thread"


def test_a_link_to_a_message_in_a_thread_opens_the_thread(app, world, by, line, browser):
    room, root = begun(app, world, by)
    ack = send(line("bo"), room.id, "inside", root=root.message_id)
    place = f"/rooms/{room.id}/threads/{root.message_id}"
    answer = browser("ada").get(f"/rooms/{room.id}?around={ack['seq']}")
    assert answer.status_code == 303 and answer.location == f"{place}?around={ack['seq']}"
    assert words(browser("ada").page(answer.location)) == ["Which camera?", "inside"]
    inner = browser("ada").get(f"/rooms/{room.id}/threads/{ack['id']}")
    assert inner.status_code == 303 and inner.location.startswith(place)
    assert browser("cy").get(place).status_code == 404


def test_a_thread_has_no_threads_and_none_is_begun_elsewhere(app, world, by, line):
    room, root = begun(app, world, by)
    bo, other = line("bo"), stage(app, world, by)
    ack = send(bo, room.id, "inside", root=root.message_id)
    assert send(bo, room.id, "deeper", root=ack["id"])["error"] == "not_found"
    assert send(bo, other.id, "elsewhere", root=root.message_id)["error"] == "not_found"
    assert send(bo, room.id, "nowhere", root=987_654)["error"] == "not_found"


def test_what_is_deleted_is_no_longer_counted_until_it_is_back(app, world, by, line, browser):
    room, root = begun(app, world, by)
    bo, bea, ada = line("bo"), line("bea"), line("ada")
    send(bea, room.id, "first", root=root.message_id)
    ack = send(bo, room.id, "second", root=root.message_id)
    enter(ada, room.id)
    bo.say("rooms:delete", {"room": room.id, "message": ack["id"]})
    [event] = events(ada)
    assert (event["root"]["replies"], event["root"]["by"]) == (1, "Bea Exemple")
    browser("bo").post(f"/rooms/{room.id}/messages/{ack['id']}/restore", {})
    [event] = events(ada)
    assert (event["root"]["replies"], event["root"]["by"]) == (2, "Bo Exemple")


def test_a_thread_goes_on_under_a_deleted_message_but_does_not_begin_there(app, world, by, line):
    room, root = begun(app, world, by)
    ada, bo = line("ada"), line("bo")
    send(bo, room.id, "inside", root=root.message_id)
    ada.say("rooms:delete", {"room": room.id, "message": root.message_id})
    assert send(bo, room.id, "more", root=root.message_id)["ok"]
    empty = send(ada, room.id, "gone soon")
    ada.say("rooms:delete", {"room": room.id, "message": empty["id"]})
    assert send(bo, room.id, "too late", root=empty["id"])["error"] == "conflict"


def test_those_who_take_part_are_told_and_those_spoken_to_only_once(app, world, by, line):
    room, root = begun(app, world, by)
    bo, bea, ada = line("bo"), line("bea"), line("ada")
    send(bo, room.id, "one", root=root.message_id)
    send(bea, room.id, "two @Ada Exemple", root=root.message_id)
    send(ada, room.id, "three", root=root.message_id)
    assert told(app) == [{world.ada}, {world.bo}, {world.bo, world.bea}]


def test_who_came_later_without_history_sees_nothing_of_an_older_thread(
    app, world, by, line, browser
):
    room, root = begun(app, world, by)
    with app.app_context():
        admitted(room.id, world, "cy", history=False)
    cy, bo = line("cy"), line("bo")
    enter(cy, room.id)
    events(cy)
    send(bo, room.id, "Xylophon @all", root=root.message_id)
    [event] = events(cy)
    assert event["type"] == "hidden" and "Xylophon" not in str(event)
    assert browser("cy").get(f"/rooms/{room.id}/threads/{root.message_id}").status_code == 404
    assert "Xylophon" not in browser("cy").get(f"/rooms/{room.id}").text
    assert "Xylophon" not in str(cy.say("rooms:sync", {"room": room.id, "after": 0}))
    with app.app_context():
        deed = db.session.scalars(select(Deed).where(Deed.verb == "rooms.mentioned")).one()
        assert world.cy not in set(db.session.scalars(TOLD["rooms.mentioned"][0][1](deed)))


def test_unread_counts_threads_too_and_a_long_one_is_paged(app, world, by, browser):
    room, root = begun(app, world, by)
    with app.app_context():
        place = db.session.get(Room, room.id)
        from grappe.rooms.operations import post_message

        for n in range(60):
            from uuid import uuid4

            post_message(by("bo"), place, uuid4(), f"n{n}", None, root.message_id)
        assert queries.unread_total(by("ada")) == 60
        assert db.session.get(Message, root.message_id).replies == 60
    place = f"/rooms/{room.id}/threads/{root.message_id}"
    page = browser("ada").page(place)
    assert words(page)[-1] == "n59" and len(words(page)) == 50
    older = browser("ada").page(page.select_one("[data-older] a")["href"])
    assert words(older)[0] == "Which camera?"
