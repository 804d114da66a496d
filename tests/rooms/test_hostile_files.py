"""The hostile files, at each place that takes files and on each way out (RELIABILITY S6)."""

import io
import os
import resource
import subprocess
import sys
import threading
import time
import zipfile

import pytest
from sqlalchemy import select

from grappe.calls.models import InterestFile
from grappe.foundation.db import db
from grappe.foundation.pictures import DRAWING
from grappe.foundation.quotas import SentToday
from grappe.foundation.storage import INLINE, place, root
from grappe.rooms.models.files import RoomFile
from tests.calls.stage import answered, interest, published
from tests.corpus.hostile import CANARY, DRAWN, KEPT, REFUSED, SCRIPT, hostile, png

from .staging import cid, stage

HOSTILE = list(hostile())
SLOWEST, HEAVIEST = 5.0, 100 * 1024  # seconds for a file, kilobytes that the server may grow by
MODEST = "default-src 'none'; sandbox"


def test_there_are_enough_of_them_and_of_each_fate():
    fates = [fate for _, _, fate in HOSTILE]
    assert len(HOSTILE) >= 60
    assert {fate: fates.count(fate) > 5 for fate in (REFUSED, KEPT, DRAWN)} == dict.fromkeys(
        (REFUSED, KEPT, DRAWN), True
    )
    bomb = next(content for name, content, _ in HOSTILE if name == "bomb.docx")
    with zipfile.ZipFile(io.BytesIO(bomb)) as packed:
        assert sum(part.file_size for part in packed.infolist()) > 500 * len(bomb), "no bomb"


def outside(folder):
    """What there is beside the store and the database."""
    return {
        p
        for p in folder.rglob("*")
        if p.is_file()
        and "files" not in p.parts
        and not p.name.startswith(("grappe.db", "queue.db"))
    }


def to_room(app, world, by, browser):
    room = stage(app, world, by)
    ada = browser("ada")

    def send(name, content):
        app.extensions["limiter"].local.storage.reset()
        form = {"files": (io.BytesIO(content), name), "cid": cid(), "body": ""}
        answer = ada.post(f"/rooms/{room.id}/messages", form)
        assert answer.status_code in (303, 422), answer.text
        return answer.status_code == 303, answer

    return ada, send, lambda: [
        f"/rooms/files/{number}{way}"
        for number in all_of(app, RoomFile.id) for way in ("", "/content", "/content?download", "/thumbnail")
    ], RoomFile  # fmt: skip


def to_call(app, world, by, browser):
    with app.app_context():
        call = published(world, by)
        number = answered(by, call, send=False)
    bo = browser("bo")

    def send(name, content):
        app.extensions["limiter"].local.storage.reset()
        with app.app_context():
            form = {"version": str(interest(number).version), "message": "M", "draft": "1"}
        page = bo.page(f"/calls/interests/{number}/edit")
        seats = [field["value"] for field in page.select("[name=seats]")]
        key = page.select_one("[name=key]")["value"]
        answer = bo.post(
            f"/calls/interests/{number}/edit",
            form | {"key": key, "seats": seats, "file": (io.BytesIO(content), name)},
        )
        assert answer.status_code in (303, 422), answer.text
        return answer.status_code == 303, answer

    return (
        bo,
        send,
        lambda: [f"/calls/interests/{number}/files/{one}" for one in all_of(app, InterestFile.id)],
        InterestFile,
    )


def all_of(app, column):
    with app.app_context():
        return list(db.session.scalars(select(column)))


@pytest.mark.timeout(500)
@pytest.mark.parametrize("entrance", [to_room, to_call])
def test_each_is_refused_or_kept_harmless_and_every_way_out_is_safe(
    app, world, by, browser, entrance
):
    who, send, ways, model = entrance(app, world, by, browser)
    folder = app.extensions["settings"].instance
    before, wrong = outside(folder), []
    etc = {p: os.stat(p).st_mtime for p in ("/etc/passwd", "/etc", "/tmp/..")}
    heavy = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, content, fate in HOSTILE:
        if not name:
            continue  # a form without a file name brings no file
        began = time.monotonic()
        taken, _ = send(name, content)
        if (spent := time.monotonic() - began) > SLOWEST:
            wrong.append(f"{name!r}: {spent:.1f} s")
        if taken != (fate != REFUSED):
            wrong.append(
                f"{name!r} ({content[:20]!r}): {'taken' if taken else 'refused'}, {fate} was promised"
            )
        wrong += [f"{name!r}: {fault}" for path in ways() for fault in faults(who, path)]
        with app.app_context():
            if model is RoomFile:
                wrong += left(content, fate)
            for row in db.session.scalars(select(model)):
                db.session.delete(row)
            db.session.commit()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - heavy
    assert not wrong, "\n".join(["", *wrong])
    assert grown < HEAVIEST, f"{grown} kB"
    assert outside(folder) == before, "a file beside the store"
    assert {p: os.stat(p).st_mtime for p in etc} == etc
    with app.app_context():
        assert all(place(f"{p.parent.name}/{p.name}") for p in root().glob("*/*"))


def faults(who, path):
    """What is wrong with how a file comes out."""
    answer = who.get(path)
    if "X-Owned" in answer.headers or "owned=1" in answer.headers.get("Set-Cookie", ""):
        yield f"{path} wrote a header"
    if answer.status_code == 404 and path.endswith("/thumbnail"):
        return
    if answer.status_code != 200:
        yield f"{path} {answer.status_code}"
    elif path.startswith("/rooms/") and path.rpartition("/")[2].isdigit():
        if SCRIPT in answer.data or b"<svg xmlns" in answer.data:
            yield f"{path} shows it unescaped"
    else:
        yield from (f"{path}: {fault}" for fault in faults_of(answer))
    answer.close()


def faults_of(answer):
    said = answer.headers
    named = said["Content-Disposition"]
    if named.startswith("inline") and answer.mimetype not in INLINE:
        yield f"opens as {answer.mimetype}"
    if said["Content-Security-Policy"] != MODEST or said["X-Content-Type-Options"] != "nosniff":
        yield "may run"
    if said["Cache-Control"] != "private, no-store":
        yield "is kept by the browser"
    if (
        named.count(";") != 2
        or named.count('"') != 2
        or not named.isascii()
        or not named.isprintable()
    ):
        yield f"has another name: {named}"


def left(content, fate):
    """Of a picture nothing may be left of what stood beside its pixels."""
    for row in db.session.scalars(select(RoomFile)) if fate == DRAWN else ():
        for key in filter(None, (row.key, row.small)):
            now = place(key).read_bytes()
            for word in (CANARY, b"<script", b"Exif", b"PK\x03\x04"):
                if word in now:
                    yield f"{row.name}: {word} is left"


@pytest.mark.parametrize(
    "name, content",
    [
        (n, c)
        for n, c, f in HOSTILE
        if (n.endswith(("png", "gif")) and "bomb" in n) or "promise" in n
    ],
)
def test_the_process_that_draws_pictures_stops_at_its_limits(name, content):
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-I", str(DRAWING), name[-3:], "40000000"], input=content,
                          capture_output=True, timeout=20, check=False)  # fmt: skip
    assert done.returncode != 0 and not done.stdout
    assert time.monotonic() - began < SLOWEST


def test_what_fills_memory_or_never_ends_is_ended(tmp_path):
    for fault in (
        "x = bytearray(2 * 1024**3)",
        "while True: pass",
        "open('/tmp/owned', 'w').write('x')",
    ):
        program = tmp_path / "fault.py"
        program.write_text(
            DRAWING.read_text()
            .replace("    from PIL import Image, ImageOps\n", f"    {fault}\n")
            .replace("SECONDS = 640 * 1024 * 1024, 8", "SECONDS = 640 * 1024 * 1024, 1")
        )
        done = subprocess.run(
            [sys.executable, "-I", str(program), "png", "1"],
            input=b"x",
            capture_output=True,
            timeout=20,
            check=False,
        )
        assert done.returncode != 0, fault


def test_the_largest_picture_that_is_allowed_is_drawn_in_time(app, world, by, browser):
    _, send, _, _ = to_room(app, world, by, browser)
    raw = b"".join(b"\0" + bytes(7000 * 3) for _ in range(5000))
    began = time.monotonic()
    taken, answer = send("plan.png", png(7000, 5000, raw))
    assert taken, answer.text
    with app.app_context():
        assert db.session.scalars(select(RoomFile.facts)).one()["size"] == [4096, 2926]
    assert time.monotonic() - began < 10


def test_twenty_uploads_at_once_do_not_get_past_the_quota(app, world, by, browser, monkeypatch):
    room = stage(app, world, by)
    content = b"a" * 100_000
    settings = app.extensions["settings"]
    monkeypatch.setitem(
        app.extensions,
        "settings",
        __import__("dataclasses").replace(settings, person_quota=1_050_000),
    )
    people, answers = [browser("ada") for _ in range(20)], []
    for one in people:
        one.csrf()

    def send(one):
        form = {"file": (io.BytesIO(content), "a.txt"), "cid": cid()}
        answers.append(
            one.post(f"/rooms/{room.id}/files", form, headers={"Accept": "application/json"})
        )

    threads = [threading.Thread(target=send, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(a.status_code for a in answers)
    assert statuses == [200] * 10 + [422] * 10
    refused = next(a.json for a in answers if a.status_code == 422)
    assert refused["message"].startswith("You may send 1 MB of files a day, and have sent 1 MB")
    with app.app_context():
        assert db.session.query(RoomFile).count() == 10
        assert db.session.query(SentToday).filter_by(holder="person").one().size == 1_000_000


def test_an_organisation_has_a_quota_for_all_its_people_together(
    app, world, by, browser, monkeypatch
):
    room = stage(app, world, by, ada="chair", alix="member", bo="member")
    settings = app.extensions["settings"]
    monkeypatch.setitem(
        app.extensions,
        "settings",
        __import__("dataclasses").replace(settings, organisation_quota=150_000),
    )
    found = []
    for person in ("ada", "alix", "bo"):
        form = {"file": (io.BytesIO(b"a" * 100_000), "a.txt"), "cid": cid()}
        found.append(
            browser(person)
            .post(f"/rooms/{room.id}/files", form, headers={"Accept": "application/json"})
            .status_code
        )
    assert found == [200, 422, 200]
