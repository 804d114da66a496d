"""What is confidential leaks nowhere: not in lists, pages, searches, counts, files or news."""

import io

import pytest
from sqlalchemy import select

from grappe.calls.models import Call, InterestFile
from grappe.calls.operations import deciding
from grappe.foundation.db import db
from grappe.foundation.models import Deed

from .stage import answered, draft, interest, published

CANARY = "Sterling-Geheimnis"
OUTSIDERS = ("cy", None, "oda", "fay", "sam", "una")
ADDRESSES = (
    "/calls/", "/calls/?tab=all", "/calls/?tab=all&state=any", "/calls/?tab=ours&state=any",
    "/calls/?tab=followed", "/calls/?tab=answered", "/calls/?tab=fit",
    "/calls/?tab=all&state=any&q=sterling", "/calls/?tab=all&state=draft", "/calls/?sort=fit&tab=all",
)  # fmt: skip
PAGES = ("", "/history", "/edit", "/inbox", "/interest", "/extend", "/close", "/group", "/discard")


def assert_gone(browser, person, path):
    answer = browser(person).get(path)
    assert answer.status_code in ((303,) if person in (None, "fay", "sam") else (404,)) or (
        person == "fay" and answer.status_code == 404
    ), f"{person} {path}: {answer.status_code}"
    assert CANARY not in answer.text


@pytest.mark.parametrize("person", OUTSIDERS)
@pytest.mark.parametrize("what", ["draft", "clusters"])
def test_a_hidden_call_is_nowhere(app, world, browser, by, person, what):
    with app.app_context():
        said = {"title": CANARY, "summary": CANARY}
        if what == "draft":
            number = draft(world, by, **said).id
        else:
            number = published(world, by, visibility="clusters", clusters=(world.textora,), **said)
    for path in ADDRESSES:
        answer = browser(person).get(path)
        assert answer.status_code == 200
        assert CANARY not in answer.text, f"{person} {path}"
        page = browser(person).page(path)
        counts = [c.text.strip() for c in page.select(".tabs .count")]
        assert set(counts) <= {"0"}, f"{person} {path}: {counts}"
    for page in PAGES:
        assert_gone(browser, person, f"/calls/{number}{page}")


@pytest.mark.parametrize("person", ["bo", "ada"])
def test_those_it_is_for_do_find_it(app, world, browser, by, person):
    with app.app_context():
        number = published(
            world, by, visibility="clusters", clusters=(world.textora,), title=CANARY
        )
    assert CANARY in browser(person).get(f"/calls/{number}").text
    assert (
        CANARY
        in browser(person).page(f"/calls/?tab=all&q={CANARY.lower()}").select_one(".rows").text
    )


@pytest.mark.parametrize("person", [*OUTSIDERS, "ivo"])
def test_an_answer_its_thread_and_its_file_are_for_two_organisations(
    app, world, browser, by, person
):
    from werkzeug.datastructures import FileStorage

    with app.app_context():
        number = published(world, by, visibility="public")
        file = FileStorage(io.BytesIO(CANARY.encode()), f"{CANARY}.txt")
        answer = answered(by, number, "bo", message=CANARY, file=file)
        deciding.note(by("ada"), interest(answer), CANARY)
        kept = db.session.scalars(select(InterestFile.id)).one()
        for deed in db.session.scalars(select(Deed)):
            assert CANARY not in str(deed.data)
    for path in ("", "/edit", f"/files/{kept}"):
        assert_gone(browser, person, f"/calls/interests/{answer}{path}")
    for path in (f"/calls/{number}", f"/calls/{number}/history", "/calls/?tab=all"):
        page = browser(person).get(path)
        assert CANARY not in page.text
        assert "Textora" not in page.text.replace("textora@", "")
    for act in ("withdraw", "shortlist", "accept", "decline", "notes", "discard"):
        answer_ = browser(person).post(
            f"/calls/interests/{answer}/{act}", {"version": "1", "body": "x"}
        )
        assert answer_.status_code in (303, 400, 401, 404)
    with app.app_context():
        assert interest(answer).state == "sent"


@pytest.mark.parametrize("person", ["ada", "alix", "dee", "bo", "bea"])
def test_the_two_organisations_do_read_it(app, world, browser, by, person):
    from werkzeug.datastructures import FileStorage

    with app.app_context():
        number = published(world, by)
        file = FileStorage(io.BytesIO(CANARY.encode()), "essai.txt")
        answer = answered(by, number, "bo", message=CANARY, file=file)
        deciding.note(by("bo"), interest(answer), "Mot privé")
        kept = db.session.scalars(select(InterestFile.id)).one()
    page = browser(person).get(f"/calls/interests/{answer}")
    assert CANARY in page.text
    assert "Mot privé" in page.text
    got = browser(person).get(f"/calls/interests/{answer}/files/{kept}")
    assert got.data.decode() == CANARY
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_is_had_through_its_own_answer_only(app, world, browser, by):
    from werkzeug.datastructures import FileStorage

    with app.app_context():
        number = published(world, by)
        answered(by, number, "bo", file=FileStorage(io.BytesIO(b"secret"), "a.txt"))
        other = answered(by, number, "cy")
        kept = db.session.scalars(select(InterestFile.id)).one()
    assert browser("cy").get(f"/calls/interests/{other}/files/{kept}").status_code == 404


@pytest.mark.parametrize("person", [None, "bo", "cy", "oda"])
def test_whom_a_call_is_for_is_told_to_nobody_else(app, world, browser, by, person):
    with app.app_context():
        number = published(world, by, visibility="public", on_behalf_of_id=world.fibrelle)
    for path in (
        f"/calls/{number}",
        f"/calls/{number}/history",
        "/calls/?tab=all",
        "/calls/?tab=all&q=fibrelle",
    ):
        assert "Fibrelle" not in browser(person).get(path).text
    assert "for a member company" in browser(person).get(f"/calls/{number}").text
    assert "Fibrelle" in browser("alix").get(f"/calls/{number}").text


def test_for_which_company_one_answers_is_known_to_two_organisations(app, world, browser, by):
    with app.app_context():
        number = published(world, by, "bo", visibility="public", second_contact_id=world.bea)
        answer = answered(by, number, "ada", on_behalf_of_id=world.fibrelle)
        deciding.accept(by("bo"), interest(answer), 1)
    for person in ("cy", None, "oda"):
        assert "Fibrelle" not in browser(person).get(f"/calls/{number}").text
    for person in ("ada", "alix", "bo"):
        assert "Fibrelle" in browser(person).get(f"/calls/interests/{answer}").text
    assert "Fibrelle" in browser("bo").get(f"/calls/{number}/inbox?state=accepted").text
    assert "Plastalia" in browser("cy").get(f"/calls/{number}").text  # accepted: members see who
    assert "Plastalia" not in browser().get(f"/calls/{number}").text  # visitors see that, not who


def test_visitors_are_told_no_names_of_people(app, world, browser, by):
    from grappe.calls.operations import asking

    with app.app_context():
        number = published(world, by, visibility="public")
        call = db.session.get_one(Call, number)
        asked = asking.ask(by("bo"), call, "Une ligne pilote ?")
        asking.answer(by("alix"), call, asked.id, "Oui.")
    page = browser().get(f"/calls/{number}").text
    assert "Une ligne pilote" in page
    assert "Exemple" not in page.replace("Région Exemple", "")
    assert "Bo Exemple" in browser("cy").get(f"/calls/{number}").text


def test_when_the_audience_shrinks_the_call_is_gone_at_once(app, world, browser, by):
    from grappe.calls.operations import publishing

    from .stage import text

    with app.app_context():
        number = published(world, by)
        assert browser("cy").get(f"/calls/{number}").status_code == 200
        call = db.session.get_one(Call, number)
        seat = text(world).seats
        publishing.amend(by("ada"), call, call.version, text(
            world, visibility="clusters", clusters=(world.textora,), seats=seat))  # fmt: skip
    assert browser("cy").get(f"/calls/{number}").status_code == 404
    assert browser("bo").get(f"/calls/{number}").status_code == 200
