"""Absurd input is refused with a sentence and never a fault; what people write never runs."""

import uuid
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from grappe.calls.models import Call, Seat
from grappe.calls.operations import asking, closing, deciding, publishing
from grappe.calls.operations.writing import SeatText
from grappe.foundation.db import db

from .stage import answered, call_of, draft, fields, interest, published, text

ODD = ("NaN", "-1", "1e309", "1" + "0" * 30, "🍇" * 50, "\x00\x01\x7f", "a\u202eb", "x" * 100_000,
       "' OR 1=1 --", "%s%(x)s{0}", "../../etc/passwd", "٣", "2026-02-30", "ﷺ" * 90)  # fmt: skip
FINE = {200, 303, 403, 404, 409, 422}
CORPUS = [
    line
    for line in (Path(__file__).parents[1] / "corpus" / "xss.txt").read_text().split("\n")
    if line.strip()
]


@pytest.fixture
def stage(app, world, by):
    """Ids of a draft, an open call with a question, and an answer to it."""
    with app.app_context():
        sketch = draft(world, by).id
        number = published(world, by, questions=("Où ?",))
        asked = asking.ask(by("cy"), call_of(number), "Quand ?").id
        return {
            "draft": sketch,
            "call": number,
            "question": asked,
            "interest": answered(by, number),
        }


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_the_form_of_a_call_bears_anything_in_any_field(stage, browser, odd):
    ada = browser("ada")
    path = f"/calls/{stage['draft']}/edit"
    good = fields(ada.page(path), "/edit")
    names = [n for n in good if n != "csrf_token"]
    for sent in (dict.fromkeys(names, odd), *({n: odd} for n in names)):
        answer = ada.post(path, good | sent)
        assert answer.status_code in FINE, (list(sent), answer.status_code)
        if answer.status_code == 303:  # it made sense: go on with what the draft is now
            good = fields(ada.page(path), "/edit")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_every_other_form_bears_anything_too(stage, browser, odd):
    call, answer = f"/calls/{stage['call']}", f"/calls/interests/{stage['interest']}"
    acts = {
        "ada": (f"{call}/extend", f"{call}/close", f"{call}/publish", f"{call}/discard", f"{call}/group",
                f"{call}/questions/{stage['question']}", f"{answer}/accept", f"{answer}/decline",
                f"{answer}/shortlist", f"{answer}/notes", "/calls/new"),
        "bo": (f"{call}/interest", f"{call}/questions", f"{call}/follow", f"{answer}/edit",
               f"{answer}/withdraw", f"{answer}/discard", f"{answer}/files/1/remove"),
    }  # fmt: skip
    names = ("version", "key", "title", "body", "answer", "words", "reason", "seats", "message", "wanted",
             "deadline_day", "deadline_time", "timezone", "outcome", "outcome_note", "name", "mandate",
             "joining", "on_behalf_of_id", "answers-0", "seats-0-words")  # fmt: skip
    for person, paths in acts.items():
        visitor = browser(person)
        for path in paths:
            sent = dict.fromkeys(names, odd) | {"seats-99999999999999999999-words": "x"}
            code = visitor.post(path, sent).status_code
            assert code in FINE, (path, code)


@pytest.mark.parametrize("path", [
    "/calls/{0}", "/calls/{0}/edit", "/calls/{0}/inbox", "/calls/interests/{0}", "/calls/interests/1/files/{0}",
])  # fmt: skip
def test_numbers_that_are_nobody_s_are_not_there(stage, browser, path):
    ada = browser("ada")
    for number in ("0", "999999999", "9" * 30, "-1", "x", "1.5", "%00"):
        assert ada.get(path.format(number)).status_code == 404


def running(page):
    """What would run, or would ask to: none of it may come from what people wrote."""
    found = page.select("script:not([src]), iframe, object, embed, base, style, img")
    found += [t for t in page.find_all() if any(name.startswith("on") for name in t.attrs)]
    for tag in page.select("[href], [src], [action]"):
        to = next(str(tag[a]) for a in ("href", "src", "action") if tag.has_attr(a))
        if to.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            found.append(tag)
    return found


def written_everywhere(world, by, lines):
    """A call, a question, an answer, a thread and a history that say `lines`; their ids."""
    everything = "\n\n".join(lines)
    seats = tuple(SeatText(words=line[:80]) for line in lines)
    number = published(world, by, title=lines[0][:90], summary=everything[:4000], brings=everything[:2000],
                       seats=seats, questions=tuple(line[:200] for line in lines[:3]))  # fmt: skip
    asked = asking.ask(by("bo"), call_of(number), everything[:1000])
    asking.answer(by("ada"), call_of(number), asked.id, everything[:2000])
    one = answered(by, number, message=everything[:1500], answers=tuple(lines[:3]))
    deciding.note(by("ada"), interest(one), everything[:2000])
    rows = db.session.scalars(db.select(Seat).where(Seat.call_id == number).order_by(Seat.position))
    kept = tuple(SeatText(words=row.words, id=row.id) for row in rows)
    said = text(world, title=lines[-1][:90], summary=everything[::-1][:4000], seats=kept)
    publishing.amend(by("ada"), call_of(number), call_of(number).version, said, lines[0][:300])
    deciding.decline(by("ada"), interest(one), 1, "other", everything[:1000])
    closing.close(
        by("ada"), call_of(number), call_of(number).version, "cancelled", everything[:1000]
    )
    return number, one


def test_nothing_that_is_written_runs(app, world, by, browser):
    pages = ["/calls/?tab=all&state=any", "/calls/?tab=ours"]
    with app.app_context():
        for start in range(0, len(CORPUS), 12):
            number, one = written_everywhere(world, by, CORPUS[start : start + 12])
            pages += [f"/calls/{number}", f"/calls/{number}/history", f"/calls/interests/{one}",
                      f"/calls/{number}/inbox?state=declined"]  # fmt: skip
    ada = browser("ada")
    for path in pages:
        page = ada.page(path)
        assert running(page) == [], path
        assert "pwned" in page.text, path


def test_what_comes_back_in_a_refused_form_does_not_run_either(app, browser):
    ada = browser("ada")
    form = fields(ada.page("/calls/new"))
    for line in CORPUS:
        sent = form | {"title": f"{line} {'x' * 90}", "summary": line, "budget": line[:40],
                       "seats-0-words": line, "publish": "1", "key": str(uuid.uuid4())}  # fmt: skip
        answer = ada.post("/calls/new", sent)
        assert answer.status_code == 422
        assert running(BeautifulSoup(answer.text, "html5lib")) == [], line
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Call.id))) == 0


def test_a_search_for_a_script_does_not_run_it(browser):
    bo = browser("bo")
    for line in CORPUS:
        page = BeautifulSoup(
            bo.get("/calls/", query_string={"tab": "all", "q": line}).text, "html5lib"
        )
        assert running(page) == [], line
