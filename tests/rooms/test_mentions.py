"""Who a message speaks to: a person, an organisation, everybody in the room."""

import pytest
from sqlalchemy import select

from grappe.foundation.db import db
from grappe.foundation.models import Deed
from grappe.notifications.queries.recipients import TOLD
from grappe.rooms import operations, queries
from grappe.rooms.models import Mention, Message, Room
from tests.rooms.staging import admitted, dismissed, said, stage


def spoken(message_id):
    rows = select(Mention.kind, Mention.label).where(Mention.message_id == message_id)
    return sorted(db.session.execute(rows).all())


def told(verb="rooms.mentioned"):
    """Whom each deed concerns, in their order."""
    [(_, whom)] = TOLD[verb]
    deeds = db.session.scalars(select(Deed).where(Deed.verb == verb).order_by(Deed.id)).all()
    return [set(db.session.scalars(whom(deed))) for deed in deeds]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("@Bo Exemple can you?", [("person", "Bo Exemple")]),
        ("(@bo exemple, @TEXTORA)", [("organisation", "TEXTORA"), ("person", "bo exemple")]),
        ("@everyone, and @tous", [("everybody", "everyone")]),
        ("@Circular textiles meets", [("everybody", "Circular textiles")]),
        ("@Bo Exemplexyz, bo@Bo Exemple.org, @nobody, @", []),
        ("x@Bo Exemple @Bo Exemple", [("person", "Bo Exemple")]),
        ("@" * 3000 + " @" * 3000, []),
        ("@Cy Exemple is not in the room", []),
        ("no name at all", []),
    ],
)  # fmt: skip
def test_names_are_found_among_those_in_the_room(app, world, by, words, found):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("ada"), room.id, words)
        assert spoken(entry.message_id) == found


def test_those_spoken_to_are_told_once_and_the_author_never(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "@Textora and @Ada Exemple")
        assert told() == [{world.ada, world.bea}], "Bo, of Textora, said it"
        place, message = db.session.get(Room, room.id), db.session.get(Message, entry.message_id)
        edit = operations.edit_message
        import uuid

        edit(by("bo"), place, message, uuid.uuid4(), "@Textora, @Ada Exemple: tomorrow")
        assert len(told()) == 1, "nobody new"
        edit(
            by("bo"),
            place,
            db.session.get(Message, message.id),
            uuid.uuid4(),
            "@everyone: tomorrow",
        )
        assert told()[1] == {world.ada, world.bea}
        dismissed(room.id, world, "bea")
        assert told() == [{world.ada}, {world.ada}], "asked again when it is told"


def test_who_comes_later_is_not_told_of_what_came_before(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        said(by("bo"), room.id, "@everyone hello")
        admitted(room.id, world, "cy", history=False)
        assert told() == [{world.ada, world.bea}]


def test_a_mention_stands_out_and_a_name_alone_does_not(app, world, by, browser):
    room = stage(app, world, by)
    with app.app_context():
        said(
            by("bo"),
            room.id,
            "@Ada Exemple and Bea Exemple `@Ada Exemple` <b>@Textora</b>",
            "plain",
        )
        told = queries.caught_up(by("ada"), room.id, 0, lambda: by("ada"))["events"][-2]
        assert told["mentions"]["people"] == [world.ada] and told["html"].count("<mark") == 2
    page = browser("ada").page(f"/rooms/{room.id}")
    first, second = page.select(".msgs .msg")
    assert [m.text for m in first.select("mark.mention")] == ["@Ada Exemple", "@Textora"]
    assert "msg--forme" in first["class"] and "msg--forme" not in second["class"]
    assert "msg--forme" in browser("bea").page(f"/rooms/{room.id}").select_one(".msg")["class"]
    assert first.select_one("code").text == "@Ada Exemple"


def test_nobody_can_write_a_mention_by_hand(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        said(by("bo"), room.id, '<mark class="at x" onclick="alert(1)">@Ada</mark> @nobody')
        [told] = queries.caught_up(by("ada"), room.id, 3, lambda: by("ada"))["events"]
        assert "<mark" not in told["html"] and "mentions" not in told


def test_whom_one_can_speak_to_is_for_those_in_the_room(app, world, by, browser):
    room = stage(app, world, by)
    answer = browser("bo").get(f"/rooms/{room.id}/people").json
    assert [one["name"] for one in answer["people"]] == ["Ada Exemple", "Bea Exemple"]
    assert {one["name"] for one in answer["organisations"]} == {"Plastalia", "Textora"}
    assert browser("cy").get(f"/rooms/{room.id}/people").status_code == 404


def test_a_deleted_message_speaks_to_nobody(app, world, by):
    room = stage(app, world, by)
    with app.app_context():
        [entry] = said(by("bo"), room.id, "@Ada Exemple")
        place = db.session.get(Room, room.id)
        operations.delete_message(by("bo"), place, db.session.get(Message, entry.message_id))
        assert spoken(entry.message_id) == [] and told() == [set()]
        operations.restore_message(by("bo"), place, db.session.get(Message, entry.message_id))
        assert spoken(entry.message_id) == [("person", "Ada Exemple")] and len(told()) == 1
