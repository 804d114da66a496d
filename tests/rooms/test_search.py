"""What was said is found again, by whoever may read it and by nobody else."""

import datetime as dt
import uuid

import pytest

from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db
from grappe.foundation.indexes import INDEXES, begin_again
from grappe.rooms.models import Message, Room
from grappe.rooms.operations import catch_up, delete_message, edit_message, restore_message
from tests.rooms.staging import admitted, dismissed, said, stage

HARD = (
    '"', '""', '"a', "a OR", "OR", "NOT b", "a NEAR b", "text:a", "a*", "*", "(", "a AND (b", "^a", "-", "--",
    "{a b}: c", "a\0b", "\\", "'", "' OR 1=1 --", "a & | !b", "a <-> b", ":*", "🙂", "🙂 a", "שלום", "مرحبا",
    "\u202eabc", "é" * 300, "x" * 10_000, "a " * 5_000, '"' * 999, "% _", "__mroom1", "__s", "_", "ﬁ",
    "l'", "’", "...", "3.14.15", "日本語", "\ud800", "\ufeff", "<b>x</b>", "ǅ", "İ", "ẞ", "½",
)  # fmt: skip


def indexed(app):
    with app.app_context():
        while catch_up(500):
            pass


def words_of(browser, who="ada", **asked):
    page = browser(who).get("/rooms/search", query_string=asked)
    assert page.status_code in (200, 422), page.status_code
    from bs4 import BeautifulSoup

    return [p.get_text() for p in BeautifulSoup(page.text, "html.parser").select(".found__words")]


@pytest.fixture
def talk(app, world, by):
    def speak(*words, who="ada", **people):
        room = stage(app, world, by, **people)
        with app.app_context():
            said(by(who), room.id, *words)
        indexed(app)
        return room.id

    return speak


@pytest.mark.parametrize(("asked", "written"), [
    ("energies", "Il faut de l’énergie."), ("ÉNERGIE", "les energies"), ("oeuvre", "une œuvre"), ("œuvres", "oeuvre"),
    ("h2020", "le projet H2020"), ("CO2", "du CO₂ capté"), ("ISO 14040", "selon ISO 14040"), ("ISO14040", "ISO 14040"),
    ("cofinancement", "un co-financement"), ("co-financement", "cofinancements"), ("usine", "jusqu’à l'usine"),
    ("companies", "one company"), ("meetings", "the meeting"), ("recycl", "le recyclage"), ("aujourdhui", "aujourd'hui"),
    ('"ordre du jour"', "L'ordre du jour"), ("«ordre du jour»", "l’ordre du jour"), ("cluster", "the cluster's needs"),
    ("validées", "valide"), ("le budget de", "budget voté"),
])  # fmt: skip
def test_a_word_is_found_in_each_of_its_forms(talk, browser, asked, written):
    talk(written, "Autre chose entièrement.")
    assert words_of(browser, q=asked) == [written]


@pytest.mark.parametrize(
    "asked", ['"jour ordre"', "2020", "de la", "the", "et", '"de la"', "", " ", "14 ", "nergie"]
)
def test_what_was_not_asked_for_is_not_found(talk, browser, asked):
    talk("L'ordre du jour de la réunion H2020 and the énergie, 140")
    assert words_of(browser, q=asked) == []


@pytest.mark.parametrize("asked", HARD, ids=range(len(HARD)))
def test_nothing_that_can_be_typed_breaks_the_search(talk, browser, asked):
    talk("Some words here")
    for name in ("q", "person", "room", "from", "before", "sort", "found"):
        words_of(browser, **{"q": "words", name: asked.encode("utf-8", "ignore").decode()})


def test_only_rooms_one_is_in_are_searched_and_only_from_when_one_came(
    app, world, by, talk, browser
):
    room = talk("Zanzibar early", ada="chair", bo="member")
    with app.app_context():
        admitted(room, world, "bea", history=False)
        said(by("ada"), room, "Zanzibar late")
    indexed(app)
    assert words_of(browser, "bo", q="zanzibar") == ["Zanzibar late", "Zanzibar early"]
    assert words_of(browser, "bea", q="zanzibar") == ["Zanzibar late"]
    assert words_of(browser, "cy", q="zanzibar") == []
    nothing = browser("cy").get("/rooms/search", query_string={"q": "zanzibar", "room": room})
    missing = browser("cy").get("/rooms/search", query_string={"q": "zanzibar", "room": 999_999})
    assert nothing.status_code == missing.status_code == 422


def test_who_was_removed_finds_nothing_more_at_the_same_address(app, world, talk, browser):
    room = talk(*(f"Zanzibar {n}" for n in range(25)), ada="chair", bo="member")
    bo = browser("bo")
    first = bo.get("/rooms/search?q=zanzibar")
    assert "Zanzibar" in first.text and "before=" in first.text
    with app.app_context():
        dismissed(room, world, "bo")
    for address in ("/rooms/search?q=zanzibar", "/rooms/search?q=zanzibar&before=999999"):
        assert "found__words" not in bo.get(address).text


def test_what_is_edited_deleted_and_restored_is_found_as_it_stands(app, by, talk, browser):
    room_id = talk("Zanzibar")
    with app.app_context():
        room = db.session.get(Room, room_id)
        message = db.session.query(Message).one()
        edit_message(by("ada"), room, message, uuid.uuid4(), "Katmandou")
    indexed(app)
    assert (words_of(browser, q="zanzibar"), words_of(browser, q="katmandou")) == (
        [],
        ["Katmandou"],
    )
    with app.app_context():
        room, message = db.session.get(Room, room_id), db.session.query(Message).one()
        delete_message(by("ada"), room, message)
    assert words_of(browser, q="katmandou") == []  # at once, before the worker has come
    indexed(app)
    assert kept(app) == 0
    with app.app_context():
        room, message = db.session.get(Room, room_id), db.session.query(Message).one()
        restore_message(by("ada"), room, message)
    indexed(app)
    assert words_of(browser, q="katmandou") == ["Katmandou"]


def kept(app):
    with app.app_context():
        ids = db.session.scalars(db.select(INDEXES["message"].id)).all()
        return len(set(ids) & set(db.session.scalars(db.select(Message.id))))


def test_a_row_that_goes_takes_its_words_with_it(app, talk):
    talk("Zanzibar")
    with app.app_context():
        number = db.session.scalar(db.select(Message.id))
        db.session.execute(db.delete(Message).where(Message.id == number))
        db.session.commit()
        index = INDEXES["message"]
        assert not db.session.scalars(db.select(index.id).where(index.id == number)).all()


def test_results_come_page_by_page_without_a_gap(talk, browser):
    talk(*(f"Zanzibar n{n}" for n in range(45)))
    ada, address, seen = browser("ada"), "/rooms/search?q=zanzibar", []
    from bs4 import BeautifulSoup

    while address:
        page = BeautifulSoup(ada.get(address).text, "html.parser")
        seen += [p.get_text() for p in page.select(".found__words")]
        link = page.select_one("a[rel=next]")
        address = link["href"] if link else ""
    assert seen == [f"Zanzibar n{n}" for n in reversed(range(45))]


def test_filters_narrow_by_room_person_and_day(app, world, by, talk, browser):
    first = talk("Zanzibar one", ada="chair", bo="member")
    second = talk("Zanzibar two", ada="chair")
    with app.app_context():
        said(by("bo"), first, "Zanzibar three")
    indexed(app)
    assert words_of(browser, q="zanzibar", room=second) == ["Zanzibar two"]
    assert words_of(browser, q="zanzibar", person="bo") == ["Zanzibar three"]
    today = dt.date.today()
    assert (
        len(
            words_of(
                browser,
                q="zanzibar",
                **{"from": today - dt.timedelta(2), "to": today + dt.timedelta(1)},
            )
        )
        == 3
    )
    assert words_of(browser, q="zanzibar", to=today - dt.timedelta(2)) == []
    for wrong in (
        {"from": "yesterday"},
        {"from": "2026-02-02", "to": "2026-02-01"},
        {"person": "Nobody Atall"},
        {"room": "x"},
    ):
        page = browser("ada").get("/rooms/search", query_string={"q": "zanzibar"} | wrong)
        assert (
            page.status_code == 422
            and 'aria-invalid="true"' in page.text
            and 'value="zanzibar"' in page.text
        )


def test_a_result_leads_to_its_message_and_back(talk, browser):
    room = talk("Nothing", "About the <b>test-bench</b> & more")
    from bs4 import BeautifulSoup

    page = browser("ada").get("/rooms/search?q=test-bench")
    found = BeautifulSoup(page.text, "html.parser").select_one(".found a")["href"]
    assert f"/rooms/{room}?around=" in found and "#m-" in found and ":~:text=test%2Dbench" in found
    assert "<mark>test-bench</mark>" in page.text and "<b>test" not in page.text
    there = browser("ada").get(found.partition("#")[0])
    assert "/rooms/search?q=test-bench" in there.text


def test_the_best_come_first_when_asked(talk, browser):
    talk("Réunion budget", "Les budgets, longuement : " + "autre " * 80, "rien")
    assert words_of(browser, q="budget ")[0].startswith("Les budgets")
    assert words_of(browser, q="budget ", sort="best")[0] == "Réunion budget"


def test_an_index_is_made_anew_and_goes_on_where_it_was_stopped(app, talk, browser):
    talk(*(f"Zanzibar {n}" for n in range(12)))
    with app.app_context():
        begin_again(SYSTEM, "message")
        assert catch_up(5) == 5
    assert len(words_of(browser, q="zanzibar")) == 12
    with app.app_context():
        assert catch_up(500) > 0
        assert catch_up(500) == 0
    assert len(words_of(browser, q="zanzibar")) == 12


def test_a_page_of_results_costs_as_many_questions_as_one_result(app, talk, browser):
    from sqlalchemy import event

    def cost():
        count = []
        with app.app_context():
            engine = db.engine
        listener = lambda *_: count.append(1)  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        browser("ada").get("/rooms/search?q=zanzibar")
        ada.get("/rooms/search?q=zanzibar")
        event.remove(engine, "before_cursor_execute", listener)
        return len(count)

    ada = browser("ada")
    talk("Zanzibar")
    few = cost()
    talk(*(f"Zanzibar {n}" for n in range(19)))
    assert cost() == few


def test_who_asks_too_often_waits(talk, browser):
    talk("Zanzibar")
    ada = browser("ada")
    answers = [ada.get("/rooms/search?q=zanzibar").status_code for _ in range(61)]
    assert set(answers[:60]) == {200} and answers[60] == 429
