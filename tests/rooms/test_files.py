"""Files in rooms: sent once, seen by those who see their message, gone with it."""

import datetime as dt
import io
import json
import os
import time
import uuid

import time_machine
from PIL import Image
from sqlalchemy import event, select

from grappe.foundation import storage
from grappe.foundation.db import db, utc_now
from grappe.foundation.quotas import SentToday
from grappe.foundation.storage import place, root
from grappe.rooms.models import Message, Room, RoomEvent
from grappe.rooms.models.files import RoomFile
from grappe.rooms.operations.files import throw_away
from tests.corpus.hostile import PDF, office, picture, with_place

from .staging import admitted, cid, dismissed, said, stage


def sent(browser, room, content=b"a;b\n1;2\n", name="mesures.csv", key=None):
    """Uploads a file as the page's script does."""
    form = {"file": (io.BytesIO(content), name), "cid": key or cid()}
    return browser.post(f"/rooms/{room.id}/files", form, headers={"Accept": "application/json"})


def number(answer):
    assert answer.status_code == 200, answer.text
    return answer.json["file"]["id"]


def say(line, room, *files, body="", key=None, **more):
    words = {"room": room.id, "cid": key or cid(), "body": body}
    return line.say("rooms:send", words | {"files": [{"file": one} | more for one in files]})


def ways(file, room):
    return (f"/rooms/files/{file}", f"/rooms/files/{file}/content", f"/rooms/files/{file}/thumbnail",
            f"/rooms/files/{file}/content?download")  # fmt: skip


def statuses(browser, paths):
    found = []
    for path in paths:
        answer = browser.get(path)
        found.append(answer.status_code)
        answer.close()
    return found


def kept():
    return {f"{p.parent.name}/{p.name}" for p in root().glob("*/*")}


def test_a_message_of_nothing_but_files_reaches_everybody_live_and_on_the_page(
    app, world, by, browser, line
):
    room = stage(app, world, by)
    ada, bo = line("ada"), line("bo")
    bo.say("rooms:enter", {"room": room.id, "after": 0})
    bo.heard()
    paper = number(sent(ada.browser, room, PDF % b"", "devis.pdf"))
    photo = number(sent(ada.browser, room, picture(size=(2000, 1000)), "banc.png"))
    assert bo.heard("rooms:events") == [], "a file without a message is nobody's business"
    assert statuses(bo.browser, ways(paper, room)) == [404] * 4
    assert say(ada, room, paper, photo, alt="The bench seen from above")["ok"]
    [told] = bo.heard("rooms:events")
    one, two = told["events"][0]["files"]
    assert (one["name"], one["kind"], one["facts"]) == ("devis.pdf", "pdf", {"pages": 1})
    assert (two["facts"], two["alt"]) == (
        {"size": [2000, 1000], "small": [640, 320]},
        "The bench seen from above",
    )
    page = bo.browser.page(f"/rooms/{room.id}")
    image = page.select_one(".msg .pic img")
    assert (image["width"], image["height"], image["loading"], image["alt"]) == (
        "640",
        "320",
        "lazy",
        "The bench seen from above",
    )
    assert "devis.pdf" in page.select_one(".msg .file").text
    assert "devis.pdf" in page.select_one("#record").text
    assert statuses(bo.browser, ways(photo, room)) == [200] * 4


def test_the_log_tells_the_same_as_the_page_to_whoever_comes_later(app, world, by, browser, line):
    room = stage(app, world, by)
    ada = line("ada")
    file = number(sent(ada.browser, room))
    say(ada, room, file, body="voici")
    answer = browser("bo").get(f"/rooms/{room.id}/events?after=0").json
    [spoken] = [e for e in answer["events"] if e["type"] == "message"]
    with app.app_context():
        assert spoken["files"] == db.session.scalars(select(Message.files)).one()
    assert json.dumps(spoken)


def test_a_retry_doubles_neither_the_file_nor_the_message(app, world, by, browser, line):
    room = stage(app, world, by)
    ada, key, said_once = line("ada"), cid(), cid()
    files = {number(sent(ada.browser, room, key=key)) for _ in range(3)}
    [file] = files
    answers = [say(ada, room, file, body="x", key=said_once) for _ in range(2)]
    assert answers[0]["id"] == answers[1]["id"]
    assert say(ada, room, body="x", key=said_once)["error"] == "conflict", (
        "the same id, other files"
    )
    assert say(ada, room, file, body="again")["error"] == "invalid", "a file belongs to one message"
    with app.app_context():
        assert db.session.query(RoomFile).count() == db.session.query(Message).count() == 1
        assert len(kept()) >= 1
        spent = db.session.query(SentToday).filter_by(holder="person").one().size
        assert spent == len(b"a;b\n1;2\n"), "what is sent again is not counted again"


def test_nobody_names_a_file_of_somebody_else_or_of_another_room(app, world, by, browser, line):
    room, other = stage(app, world, by), stage(app, world, by)
    ada, bo = line("ada"), line("bo")
    file = number(sent(ada.browser, room))
    assert say(bo, room, file)["error"] == "invalid"
    assert say(ada, other, file)["error"] == "invalid"
    assert say(ada, room, 2**40)["error"] == "invalid"
    assert (
        ada.say("rooms:send", {"room": room.id, "cid": cid(), "body": "", "files": []})["error"]
        == "invalid"
    )
    with app.app_context():
        assert db.session.query(Message).count() == 0
        assert (
            db.session.get(Room, room.id).last_seq
            == db.session.query(RoomEvent).filter_by(room_id=room.id).count()
        )


def test_without_script_a_form_brings_its_files_and_a_double_click_brings_them_once(
    app, world, by, browser
):
    room = stage(app, world, by)
    ada = browser("ada")
    page = ada.page(f"/rooms/{room.id}")
    form = page.select_one("#composer")
    assert form["enctype"] == "multipart/form-data" and form.select_one(
        "input[type=file][name=files]"
    )
    key = form.select_one("[name=cid]")["value"]
    for _ in range(2):
        brought = [(io.BytesIO(PDF % b""), "un.pdf"), (io.BytesIO(b"a,b\n"), "deux.csv")]
        assert (
            ada.post(
                f"/rooms/{room.id}/messages", {"cid": key, "body": "", "files": brought}
            ).status_code
            == 303
        )
    page = ada.page(f"/rooms/{room.id}")
    assert [b.text for b in page.select(".msg [data-file-name]")] == ["un.pdf", "deux.csv"]


def test_a_form_that_comes_back_still_holds_what_it_brought(app, world, by, browser):
    room = stage(app, world, by)
    ada = browser("ada")
    brought = {"cid": cid(), "body": "x" * 10_001, "files": (io.BytesIO(b"a,b\n"), "deux.csv")}
    answer = ada.post(f"/rooms/{room.id}/messages", brought)
    assert answer.status_code == 422
    assert 'name="file"' in answer.text and "deux.csv" in answer.text
    wrong = ada.post(
        f"/rooms/{room.id}/messages",
        {"cid": cid(), "body": "kept", "files": (io.BytesIO(b"MZ"), "a.exe")},
    )
    assert (
        wrong.status_code == 422 and "Send a PDF" in wrong.text and ">kept</textarea>" in wrong.text
    )
    eleven = [(io.BytesIO(b"a,b\n"), f"{i}.csv") for i in range(11)]
    many = ada.post(f"/rooms/{room.id}/messages", {"cid": cid(), "body": "", "files": eleven})
    assert many.status_code == 422 and "holds 10 files" in many.text


def test_whoever_loses_the_room_finds_no_file_anywhere(app, world, by, browser, line):
    room = stage(app, world, by)
    ada, bo = line("ada"), browser("bo")
    file = number(sent(ada.browser, room, picture(), "banc.png"))
    say(ada, room, file)
    assert statuses(bo, ways(file, room)) == [200] * 4
    answer = bo.get(f"/rooms/files/{file}/content")
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()
    with app.app_context():
        dismissed(room.id, world, "bo")
    assert statuses(bo, (*ways(file, room), f"/rooms/{room.id}/files")) == [404] * 5
    assert statuses(browser("cy"), ways(file, room)) == [404] * 4
    with app.app_context():
        admitted(room.id, world, "cy", history=False)
    assert statuses(browser("cy"), ways(file, room)) == [404] * 4, "sent before Cy came"
    assert "banc.png" not in browser("cy").get(f"/rooms/{room.id}/files").text


def test_a_deleted_message_takes_its_files_along_and_back_within_ten_minutes(
    app, world, by, browser, line, work
):
    room = stage(app, world, by)
    ada, bo = line("ada"), line("bo")
    bo.say("rooms:enter", {"room": room.id, "after": 0})
    file = number(sent(ada.browser, room))
    message = say(ada, room, file, body="voici")["id"]
    delete = {"room": room.id, "message": message}
    assert ada.say("rooms:delete", delete)["ok"]
    assert statuses(bo.browser, ways(file, room)[:2]) == [404] * 2
    assert statuses(ada.browser, ways(file, room)[:2]) == [404] * 2
    assert "mesures.csv" not in bo.browser.get(f"/rooms/{room.id}").text
    assert "mesures.csv" not in bo.browser.get(f"/rooms/{room.id}/events?after=0").text
    bo.heard()
    assert ada.browser.post(f"/rooms/{room.id}/messages/{message}/restore").status_code == 303
    [told] = bo.heard("rooms:events")
    assert told["events"][0]["files"][0]["name"] == "mesures.csv"
    assert statuses(bo.browser, ways(file, room)[:2]) == [200] * 2
    assert ada.say("rooms:delete", delete)["ok"]
    with app.app_context():
        key = db.session.scalars(select(RoomFile.key)).one()
        assert place(key).exists(), "it can still be taken back"
    with time_machine.travel(utc_now() + dt.timedelta(minutes=11)):
        work()
    with app.app_context():
        assert not place(key).exists()
        assert db.session.query(RoomFile).count() == 0


def test_what_the_chair_takes_out_is_gone_at_once(app, world, by, browser, line):
    room = stage(app, world, by)
    bo = line("bo")
    file = number(sent(bo.browser, room, picture(), "a.png"))
    message = say(bo, room, file)["id"]
    with app.app_context():
        keys = db.session.execute(select(RoomFile.key, RoomFile.small)).one()
    assert (
        browser("ada")
        .post(f"/rooms/{room.id}/messages/{message}/delete", {"reason": "Not ours to share"})
        .status_code
        == 303
    )
    with app.app_context():
        assert not any(place(key).exists() for key in keys)


def test_a_file_that_no_message_names_is_thrown_away_after_a_day_or_taken_back(
    app, world, by, browser
):
    room = stage(app, world, by)
    ada = browser("ada")
    first, second = number(sent(ada, room)), number(sent(ada, room, picture(), "a.png"))
    assert browser("bo").post(f"/rooms/files/{first}/discard").status_code == 404
    assert ada.post(f"/rooms/files/{first}/discard").status_code == 303
    with app.app_context():
        key = db.session.scalars(select(RoomFile.key)).one()
        throw_away()
        assert place(key).exists()
    with app.app_context(), time_machine.travel(utc_now() + dt.timedelta(hours=25)):
        throw_away()
        assert not place(key).exists()
    assert ada.post(f"/rooms/files/{second}/discard").status_code == 404


def test_what_a_crash_has_left_is_swept_out_and_nothing_else(app, world, by, browser):
    room = stage(app, world, by)
    number(sent(browser("ada"), room, picture(), "a.png"))
    with app.app_context():
        keys = db.session.execute(select(RoomFile.key, RoomFile.small)).one()
        lost, fresh = storage.put(b"lost"), storage.put(b"on its way")
        half = place(lost).with_suffix(".part")
        half.write_bytes(b"half")
        old = time.time() - 3 * 3600
        for path in (half, place(lost), *map(place, keys)):
            os.utime(path, (old, old))
        storage.sweep()
        assert not place(lost).exists() and not half.exists()
        assert place(fresh).exists() and all(place(key).exists() for key in keys)


def test_a_crash_between_store_and_database_loses_nothing_that_was_answered(
    app, world, by, browser, monkeypatch
):
    room = stage(app, world, by)
    ada, key = browser("ada"), cid()
    monkeypatch.setattr(
        "grappe.rooms.operations.files.write_file", lambda *a: (_ for _ in ()).throw(SystemError)
    )
    assert sent(ada, room, key=key).status_code == 500
    monkeypatch.undo()
    assert number(sent(ada, room, key=key))


def test_pictures_lose_where_they_were_taken_and_stand_upright(app, world, by, browser, line):
    room = stage(app, world, by)
    ada = line("ada")
    file = number(sent(ada.browser, room, with_place(), "usine.jpg"))
    say(ada, room, file)
    answer = ada.browser.get(f"/rooms/files/{file}/content")
    drawn = Image.open(io.BytesIO(answer.data))
    assert (drawn.size, drawn.format, dict(drawn.getexif())) == ((40, 60), "JPEG", {})
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.mimetype == "image/jpeg"
    assert b"Canary" not in answer.data and b"Exif" not in answer.data


def test_the_first_lines_of_tables_and_texts_are_shown_and_never_run(app, world, by, browser, line):
    room = stage(app, world, by)
    ada = line("ada")
    table = number(
        sent(
            ada.browser, room, b"nom;note\n<b>x</b>;=1+cmd|'/c calc'!A0\n" + b"a;b\n" * 100, "t.csv"
        )
    )
    words = number(
        sent(ada.browser, room, "déjà <script>1</script>\n".encode("cp1252") * 80, "t.txt")
    )
    say(ada, room, table, words)
    page = ada.browser.page(f"/rooms/files/{table}")
    assert page.select("table.cells tr")[1].select("td")[0].text == "<b>x</b>"
    assert len(page.select("table.cells tr")) == 40
    assert "formulas" in page.text
    page = ada.browser.page(f"/rooms/files/{words}")
    assert page.select_one("pre").text.startswith("déjà <script>1</script>")


def test_the_list_of_files_costs_the_same_for_one_and_for_many(app, world, by, browser, line):
    room = stage(app, world, by)
    ada = line("ada")
    count = []
    for turn in range(2):
        for i in range(1 if not turn else 60):
            app.extensions["limiter"].local.storage.reset()
            say(ada, room, number(sent(ada.browser, room, b"a,b\n", f"t{i}.csv")))
        asked = []
        with app.app_context():
            engine = db.engine
        note = lambda *said: asked.append(said[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        page = ada.browser.page(f"/rooms/{room.id}/files")
        event.remove(engine, "before_cursor_execute", note)
        count.append(len(asked))
    assert count[0] == count[1] <= 8
    assert len(page.select(".filelist li")) == 50
    older = ada.browser.page(page.select_one("a.chip[href*=before]")["href"])
    assert len(older.select(".filelist li")) == 11
    assert not ada.browser.page(f"/rooms/{room.id}/files?kind=pdf").select(".filelist li")
    assert ada.browser.page(f"/rooms/{room.id}/files?kind=text").select(".filelist li")


def test_a_room_with_files_asks_no_more_for_fifty_messages_with_files(
    app, world, by, browser, line
):
    room = stage(app, world, by)
    ada = line("ada")
    counts = []
    for turn in range(2):
        for _ in range(1 if not turn else 20):
            app.extensions["limiter"].local.storage.reset()
            say(ada, room, number(sent(ada.browser, room)))
        asked = []
        with app.app_context():
            engine = db.engine
        note = lambda *said: asked.append(said[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        ada.browser.page(f"/rooms/{room.id}")
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_office_documents_tell_how_much_there_is_in_them(app, world, by, browser):
    room = stage(app, world, by)
    ada = browser("ada")
    sheets = b"<workbook><sheets><sheet name='a'/><sheet name='b'/></sheets></workbook>"
    assert sent(ada, room, office("xlsx", main=sheets), "b.xlsx").json["file"]["facts"] == {
        "sheets": 2
    }
    slides = office("pptx", parts=[("ppt/slides/slide1.xml", b""), ("ppt/slides/slide2.xml", b"")])
    assert sent(ada, room, slides, "b.pptx").json["file"]["facts"] == {"slides": 2}
    pages = office(parts=[("docProps/app.xml", b"<Properties><Pages>7</Pages></Properties>")])
    assert sent(ada, room, pages, "b.docx").json["file"]["facts"] == {"pages": 7}


def test_an_archived_room_takes_no_file_and_still_shows_those_it_has(app, world, by, browser, line):
    room = stage(app, world, by)
    ada = line("ada")
    file = number(sent(ada.browser, room))
    say(ada, room, file)
    with app.app_context():
        db.session.get(Room, room.id).archived_at = utc_now()
        db.session.commit()
    assert sent(ada.browser, room).status_code in (403, 404)
    assert statuses(browser("bo"), ways(file, room)[:2]) == [200, 200]


def test_an_edited_message_keeps_its_files_and_may_lose_all_its_words(
    app, world, by, browser, line
):
    room = stage(app, world, by)
    ada = line("ada")
    message = say(ada, room, number(sent(ada.browser, room)), body="voici")["id"]
    edit = {"room": room.id, "message": message, "cid": cid(), "body": ""}
    assert ada.say("rooms:edit", edit)["ok"]
    assert "mesures.csv" in browser("bo").get(f"/rooms/{room.id}").text
    with app.app_context():
        plain = said(by("ada"), room.id, "words")[0].message_id
    assert (
        ada.say("rooms:edit", edit | {"message": plain, "cid": str(uuid.uuid4())})["error"]
        == "invalid"
    )
