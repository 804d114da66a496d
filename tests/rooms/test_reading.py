"""What is unread, counted without counting."""

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.rooms import queries
from grappe.rooms.models import ReadMark, Room
from tests.rooms.staging import admitted, said, stage
from tests.rooms.test_protocol import enter, send


def unread(app, by, person="ada"):
    with app.app_context():
        return queries.unread_total(by(person))


def test_unread_are_the_messages_of_others_since_one_last_looked(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    assert unread(app, by) == 0
    one, two = send(bo, room.id, "one"), send(bo, room.id, "two")
    assert unread(app, by) == 2 and unread(app, by, "bo") == 0 and unread(app, by, "bea") == 2
    assert ada.say("rooms:read", {"room": room.id, "seq": one["seq"]})["ok"]
    assert unread(app, by) == 1
    assert ada.say("rooms:read", {"room": room.id, "seq": two["seq"]})["ok"]
    assert unread(app, by) == 0


def test_edits_and_comings_and_goings_are_not_messages(app, world, by, line):
    from tests.rooms.staging import cid

    room, bo = stage(app, world, by), line("bo")
    ack = send(bo, room.id, "one")
    bo.say("rooms:edit", {"room": room.id, "message": ack["id"], "cid": cid(), "body": "won"})
    with app.app_context():
        admitted(room.id, world, "cy")
    assert unread(app, by) == 1


def test_speaking_means_having_read(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    send(bo, room.id, "a question")
    send(ada, room.id, "an answer")
    assert unread(app, by) == 0 and unread(app, by, "bo") == 1


def test_reading_never_goes_backwards(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    with app.app_context():
        entries = said(by("bo"), room.id, "one", "two", "three")
    for seq in (entries[2].seq, entries[0].seq, 1):
        assert ada.say("rooms:read", {"room": room.id, "seq": seq})["ok"]
    assert unread(app, by) == 0


def test_one_cannot_have_read_what_was_not_said_yet(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    assert ada.say("rooms:read", {"room": room.id, "seq": 2**62})["ok"]
    with app.app_context():
        said(by("bo"), room.id, "later")
        head = db.session.get(Room, room.id).last_seq
        mark = db.session.scalars(select(ReadMark).where(ReadMark.person_id == world.ada)).one()
        assert mark.seq < head
    assert unread(app, by) == 1


def test_all_tabs_of_a_person_agree(app, world, by, line):
    room, one, two, bo = stage(app, world, by), line("ada"), line("ada"), line("bo")
    ack = send(bo, room.id, "news")
    two.heard()
    bo.heard()
    one.say("rooms:read", {"room": room.id, "seq": ack["seq"]})
    told = {"room": room.id, "seq": ack["seq"], "unread": 0, "total": 0}
    assert two.heard("rooms:read") == [told]
    assert bo.heard("rooms:read") == [], "nobody else is told what one has read"


def test_every_page_hears_how_much_waits(app, world, by, line):
    room, ada, cy, bo = stage(app, world, by), line("ada"), line("cy"), line("bo")
    ada.heard()
    ack = send(bo, room.id, "news")
    [heads] = ada.heard("rooms:heads")
    assert heads["rooms"] == {str(room.id): {"seq": ack["seq"], "unread": 1, "read": 1}}
    assert heads["total"] == 1
    assert cy.heard("rooms:heads") == []


def test_what_is_on_its_way_is_not_told_as_missing(app, world, by, line, monkeypatch):
    room, ada = stage(app, world, by), line("ada")
    before = enter(ada, room.id)["head"]
    monkeypatch.setattr("grappe.rooms.sockets.delivery.due", lambda rung: [])  # is a moment late
    with app.app_context():
        said(by("bo"), room.id, "news")
    [heads] = ada.heard("rooms:heads")
    assert heads["rooms"][str(room.id)]["seq"] == before
    assert heads["total"] == 1


def test_a_newcomer_does_not_begin_with_a_thousand_unread(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        said(by("bo"), room.id, "one", "two")
        admitted(room.id, world, "cy")
    assert unread(app, by, "cy") == 0


def test_who_is_there_is_told_and_forgotten(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    assert enter(ada, room.id)["people"] == [world.ada]
    assert enter(bo, room.id)["people"] == sorted([world.ada, world.bo])
    app.extensions["pump"].rung.clear()
    ada.heard()
    assert ada.heard("rooms:presence")[-1]["people"] == sorted([world.ada, world.bo])
    bo.line.disconnect()
    app.extensions["rooms"].wrote = 0.0
    ada.heard()
    assert ada.heard("rooms:presence")[-1]["people"] == [world.ada]


def test_who_is_writing_is_told_to_the_room_only(app, world, by, line):
    room, ada, bo, cy = stage(app, world, by), line("ada"), line("bo"), line("cy")
    enter(ada, room.id), enter(bo, room.id)
    assert bo.say("rooms:typing", {"room": room.id})["ok"]
    assert cy.say("rooms:typing", {"room": room.id})["error"] == "not_found"
    assert ada.heard("rooms:typing") == [
        {"room": room.id, "person": {"id": world.bo, "name": "Bo Exemple"}}
    ]
    assert cy.heard("rooms:typing") == []
