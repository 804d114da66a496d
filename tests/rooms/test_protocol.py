"""The protocol of the live room: what is sent, acknowledged, told."""

from sqlalchemy import select, update

from grappe.foundation.db import db, utc_now
from grappe.foundation.limits import limit
from grappe.foundation.models import Task
from grappe.foundation.tasks import sweep
from grappe.rooms.models import STEADY, Message, Room, RoomEvent
from grappe.rooms.operations import posting
from tests.rooms.staging import cid, said, stage


def enter(line, room, after=0):
    return line.say("rooms:enter", {"room": room, "after": after})


def send(line, room, body, **more):
    return line.say("rooms:send", {"room": room, "cid": cid(), "body": body} | more)


def events(line):
    return [e for batch in line.heard("rooms:events") for e in batch["events"]]


def test_what_is_sent_is_acknowledged_and_told_to_everybody_in_the_room(app, world, by, line):
    room = stage(app, world, by)
    ada, bo, cy = line("ada"), line("bo"), line("cy")
    assert enter(ada, room.id)["head"] == 3
    assert enter(bo, room.id)["ok"]
    assert enter(cy, room.id)["error"] == "not_found"
    ack = send(ada, room.id, "Good **morning**")
    assert ack["ok"] and ack["seq"] == 4
    [event] = events(bo)
    assert event["seq"] == 4 and event["id"] == ack["id"] and event["text"] == "Good **morning**"
    assert event["html"] == "<p>Good <strong>morning</strong></p>\n"
    assert event["author"]["name"] == "Ada Exemple"
    assert event["author"]["organisation"] == "Plastalia"
    assert events(ada) == [event]
    assert events(cy) == []


def test_sent_twice_is_said_once(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    message = {"room": room.id, "cid": cid(), "body": "once"}
    first = ada.say("rooms:send", message)
    again = ada.say("rooms:send", message)
    assert first == again
    other = ada.say("rooms:send", message | {"body": "something else"})
    assert other["error"] == "conflict"
    assert send(ada, room.id, "next")["seq"] == first["seq"] + 1, "no number is used up"
    with app.app_context():
        assert db.session.scalars(select(Message.body)).all() == ["once", "next"]
        assert db.session.get(Room, room.id).message_count == 2


def test_the_same_id_in_another_room_is_a_conflict(app, world, by, line):
    one, two, ada = stage(app, world, by), stage(app, world, by), line("ada")
    message = {"room": one.id, "cid": cid(), "body": "here"}
    assert ada.say("rooms:send", message)["ok"]
    assert ada.say("rooms:send", message | {"room": two.id})["error"] == "conflict"


def test_catching_up_gives_the_log_in_pieces_without_a_hole(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    with app.app_context():
        said(by("bo"), room.id, *(f"message {n}" for n in range(450)))
    last, seen = 0, []
    while True:
        answer = ada.say("rooms:sync", {"room": room.id, "after": last})
        assert answer["ok"] and len(answer["events"]) <= 200
        seen += [e["seq"] for e in answer["events"]]
        last = seen[-1]
        if not answer["more"]:
            break
    assert seen == list(range(1, 454)) and answer["head"] == 453


def test_below_what_is_kept_one_starts_afresh(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    with app.app_context():
        said(by("bo"), room.id, "one", "two")
        db.session.get(Room, room.id).min_seq = 5
        db.session.commit()
    answer = enter(ada, room.id, after=1)
    assert answer["reset"] and answer["min"] == 5
    assert [e["seq"] for e in answer["events"]] == [5]
    assert "reset" not in enter(ada, room.id, after=4)


def test_editing_and_deleting_are_events_of_their_own(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    enter(bo, room.id)
    ack = send(ada, room.id, "a secrte")
    about = {"room": room.id, "message": ack["id"]}
    edit = {**about, "cid": cid(), "body": "a secret"}
    assert bo.say("rooms:edit", edit)["error"] in ("forbidden", "not_found")
    assert ada.say("rooms:edit", edit)["seq"] == ack["seq"] + 1
    assert ada.say("rooms:edit", edit)["seq"] == ack["seq"] + 1
    assert ada.say("rooms:edit", edit | {"body": "other"})["error"] == "conflict"
    assert bo.say("rooms:delete", about)["error"] in ("forbidden", "not_found")
    assert ada.say("rooms:delete", about)["seq"] == ack["seq"] + 2
    assert ada.say("rooms:delete", about)["seq"] == ack["seq"] + 2, "twice is once"
    assert ada.say("rooms:edit", edit | {"cid": cid(), "body": "late"})["error"] == "conflict"
    told = events(bo)
    assert [e["type"] for e in told] == ["message", "edit", "delete"]
    assert told[2]["own"] is True and "text" not in told[2] and "html" not in told[2]


def test_a_deleted_text_is_nowhere_in_the_database(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    ack = send(ada, room.id, "Xylophon one")
    about = {"room": room.id, "message": ack["id"]}
    assert ada.say("rooms:edit", {**about, "cid": cid(), "body": "Xylophon two"})["ok"]
    assert send(bo, room.id, "answer", reply_to=ack["id"])["ok"]
    assert "Xylophon" in everything(app)
    assert ada.say("rooms:delete", about)["ok"]
    assert everything(app).count("Xylophon") == 1, "kept for ten minutes, for nobody to read"
    assert "Xylophon" not in str(ada.say("rooms:sync", {"room": room.id, "after": 0}))
    later(app, posting.TAKE_BACK)
    assert "Xylophon" not in everything(app)
    assert "Xylophon" not in str(line("bea").say("rooms:sync", {"room": room.id, "after": 0}))


def later(app, pause):
    """What was put off is done, that long after."""
    with app.app_context():
        db.session.execute(update(Message).values(deleted_at=utc_now() - pause))
        for promised in db.session.scalars(select(Task).where(Task.kind == posting.FORGET)):
            promised.due_at = utc_now()
        db.session.commit()
        assert sweep() == 1


def everything(app):
    with app.app_context():
        return str([db.session.execute(select(t)).all() for t in db.metadata.sorted_tables])


def test_the_chair_may_take_out_what_others_said(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    ack = send(bo, room.id, "rude")
    assert ada.say("rooms:edit", {"room": room.id, "message": ack["id"], "cid": cid(), "body": "x"})[
        "error"] == "forbidden"  # fmt: skip
    away = {"room": room.id, "message": ack["id"]}
    assert ada.say("rooms:delete", away)["error"] == "invalid", "not without a reason"
    assert ada.say("rooms:delete", away | {"reason": "Rude"})["ok"]
    answer = bo.say("rooms:sync", {"room": room.id, "after": ack["seq"] - 1})
    assert answer["events"][0]["deleted"] is True
    assert answer["events"][1]["own"] is False


def test_a_message_and_a_room_that_do_not_belong_together(app, world, by, line):
    one, two, ada = stage(app, world, by), stage(app, world, by), line("ada")
    ack = send(ada, one.id, "here")
    crossed = {"room": two.id, "message": ack["id"]}
    assert ada.say("rooms:edit", {**crossed, "cid": cid(), "body": "x"})["error"] == "not_found"
    assert ada.say("rooms:delete", crossed)["error"] == "not_found"
    assert send(ada, two.id, "answer", reply_to=ack["id"])["error"] == "not_found"
    assert send(ada, one.id, "answer", reply_to=ack["id"])["ok"]


def test_an_answer_carries_what_it_answers(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    enter(bo, room.id)
    ack = send(ada, room.id, "Who *brings* the camera?")
    send(bo, room.id, "We do", reply_to=ack["id"])
    assert events(bo)[-1]["reply"] == {
        "id": ack["id"], "seq": ack["seq"], "name": "Ada Exemple", "excerpt": "Who brings the camera?",
    }  # fmt: skip


def test_empty_and_endless_messages_are_refused_with_a_sentence(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    assert send(ada, room.id, " \n\x00 ")["error"] == "invalid"
    assert "10000" in send(ada, room.id, "x" * 10_001)["message"]
    assert send(ada, room.id, "x" * 10_000)["ok"]


def test_too_many_at_once_are_told_how_long_to_wait(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    with app.app_context():
        limit("rooms.post", world.ada, STEADY, cost=119)
    assert send(ada, room.id, "the last one")["ok"]
    refused = send(ada, room.id, "one too many")
    assert refused["error"] == "too_fast" and 1 <= refused["wait"] <= 60
    assert str(refused["wait"]) in refused["message"]


def test_an_archived_room_is_only_read(app, world, by, line):
    from grappe.foundation.operations import operation
    from grappe.rooms.operations.membership import archive

    room, ada = stage(app, world, by), line("ada")
    ack = send(ada, room.id, "before")
    with app.app_context():
        operation(lambda: archive(by("ada"), db.session.get(Room, room.id)))()
    assert send(ada, room.id, "after")["error"] == "forbidden"
    assert ada.say("rooms:delete", {"room": room.id, "message": ack["id"]})["error"] == "forbidden"
    assert enter(ada, room.id)["ok"]


def test_the_log_is_numbered_without_a_hole(app, world, by, line):
    room, ada = stage(app, world, by), line("ada")
    for n in range(5):
        send(ada, room.id, f"{n}")
        send(ada, room.id, " ")
    with app.app_context():
        numbers = db.session.scalars(select(RoomEvent.seq).order_by(RoomEvent.seq)).all()
        assert numbers == list(range(1, len(numbers) + 1))


def test_long_messages_are_told_in_smaller_pieces(app, world, by, line):
    room, ada, bo = stage(app, world, by), line("ada"), line("bo")
    enter(bo, room.id)
    with app.app_context():
        said(by("ada"), room.id, *(f"{n} " + "long " * 1_900 for n in range(40)))
    packets = bo.heard("rooms:events")
    assert [e["seq"] for packet in packets for e in packet["events"]] == list(range(4, 44))
    assert len(packets) > 1 and all(len(str(packet)) < 500_000 for packet in packets)
    answer = ada.say("rooms:sync", {"room": room.id, "after": 3})
    assert answer["more"] and len(answer["events"]) < 40 and len(str(answer)) < 500_000
