"""A call is written: drafts, rows, what is typed is never lost, two people at once."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from sqlalchemy import func, select

from grappe.calls.models import Call, Seat
from grappe.calls.operations import writing
from grappe.foundation.db import db

from .stage import TITLE, draft, fields, published, text

NEXT_YEAR = str(dt.datetime.now(dt.UTC).year + 1)


def ready(page, world, **more):
    """The form of a new call as it is found, filled in so that it can be published."""
    return fields(page) | {
        "title": TITLE, "summary": "Les centres de tri séparent à la main.",
        "seats-0-words": "Capteurs proche infrarouge", "deadline_day": f"{NEXT_YEAR}-06-01",
        "second_contact_id": str(world.alix), "visibility": "network",
    } | more  # fmt: skip


def only_call():
    return db.session.scalars(select(Call)).one()


def said_wrong(answer):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(answer.text, "html5lib")
    return [li.text for li in page.select(".errors li")]


def test_a_call_is_published_from_the_form(browser, world, app):
    ada = browser("ada")
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, publish="1"))
    page = ada.follow(answer)
    assert TITLE in page.text
    with app.app_context():
        call = only_call()
        assert (call.state, call.organisation_id, call.author_id) == (
            "open",
            world.plastalia,
            world.ada,
        )
        assert [s.words for s in db.session.scalars(select(Seat))] == ["Capteurs proche infrarouge"]
    for person in ("bo", "cy", "oda"):
        assert browser(person).get(answer.location).status_code == 200
    assert len(browser("bo").page("/calls/?tab=all").select(".rows .row")) == 1


def test_opening_the_form_writes_nothing(browser, world, app):
    browser("ada").page("/calls/new")
    with app.app_context():
        assert db.session.scalar(select(func.count(Call.id))) == 0


@pytest.mark.parametrize("button", ["publish", "draft"])
def test_a_form_that_is_sent_twice_makes_one_call(browser, world, app, button):
    ada = browser("ada")
    sent = ready(ada.page("/calls/new"), world, **{button: "1"})
    first, second = ada.post("/calls/new", sent), ada.post("/calls/new", sent)
    assert first.location == second.location
    with app.app_context():
        only_call()


def test_the_key_of_somebody_else_s_form_opens_nothing(browser, world, app):
    ada, bo = browser("ada"), browser("bo")
    sent = ready(ada.page("/calls/new"), world, draft="1")
    ada.post("/calls/new", sent)
    del sent["csrf_token"]
    answer = bo.post("/calls/new", sent | {"second_contact_id": str(world.bea), "title": "Volé"})
    assert answer.status_code == 422
    with app.app_context():
        assert only_call().title == TITLE


def test_a_draft_may_be_incomplete(browser, world, app):
    ada = browser("ada")
    sent = fields(ada.page("/calls/new")) | {"title": "Une idée", "draft": "1"}
    page = ada.follow(ada.post("/calls/new", sent))
    assert "The draft is saved." in page.text
    with app.app_context():
        assert (only_call().title, only_call().state) == ("Une idée", "draft")


def test_rows_are_added_and_removed_without_saving_or_losing_anything(browser, world, app):
    ada = browser("ada")
    sent = ready(ada.page("/calls/new"), world, title="T" * 200, budget="à définir")
    more = ada.post("/calls/new", sent | {"add": "seat"})
    assert more.status_code == 200
    from bs4 import BeautifulSoup

    page = BeautifulSoup(more.text, "html5lib")
    assert len(page.select(".needs__row")) == 4
    again = fields(page)
    assert (again["title"], again["budget"]) == (["T" * 200], ["à définir"])
    assert again["seats-0-words"] == ["Capteurs proche infrarouge"]
    less = ada.post("/calls/new", again | {"remove": "0"})
    page = BeautifulSoup(less.text, "html5lib")
    assert len(page.select(".needs__row")) == 3
    assert "Capteurs proche infrarouge" not in less.text
    with app.app_context():
        assert db.session.scalar(select(func.count(Call.id))) == 0


@pytest.mark.parametrize("odd", ["-1", "99", "x", "1" * 50, "é"])
def test_removing_a_row_that_is_not_there_does_nothing(browser, world, odd):
    ada = browser("ada")
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, remove=odd))
    assert answer.status_code == 200
    assert answer.text.count("needs__row") == 3


def test_rows_of_the_middle_keep_their_names_when_one_is_removed(browser, world, app):
    ada = browser("ada")
    sent = ready(
        ada.page("/calls/new"), world, **{"seats-1-words": "Deux", "seats-2-words": "Trois"}
    )
    from bs4 import BeautifulSoup

    page = BeautifulSoup(ada.post("/calls/new", sent | {"remove": "1"}).text, "html5lib")
    ada.post("/calls/new", fields(page) | {"draft": "1"})
    with app.app_context():
        found = db.session.scalars(select(Seat.words).order_by(Seat.position)).all()
        assert found == ["Capteurs proche infrarouge", "Trois"]


WRONG = {
    "title": ("T" * 104, "longer than 90 characters: remove 14"),
    "budget": ("à définir", "Write a number, for example 900,000"),
    "duration": ("douze", "Write a whole number"),
    "trl_from": ("77", "Not a valid choice"),
    "deadline_day": ("32/13/2027", "Not a valid date value"),
    "deadline_time": ("25:99", "Not a valid time value"),
    "timezone": ("Mars/Olympus", "Not a valid choice"),
    "second_contact_id": ("999999", "Not a valid choice"),
    "programme": ("none_such", "Not a valid choice"),
    "visibility": ("nobody", "Not a valid choice"),
    "summary": ("x" * 4001, "Shorten this to 4000 characters"),
    "seats-0-words": ("x" * 81, "Shorten this to 80 characters"),
    "seats-0-number": ("0", "Between 1 and 50"),
    "seats-0-region": ("XX", "Not a valid choice"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_is_kept(
    browser, world, name, app
):
    ada = browser("ada")
    value, sentence = WRONG[name]
    answer = ada.post(
        "/calls/new", ready(ada.page("/calls/new"), world, publish="1", **{name: value})
    )
    assert answer.status_code == 422
    assert any(sentence in said for said in said_wrong(answer)), said_wrong(answer)
    from bs4 import BeautifulSoup

    page = BeautifulSoup(answer.text, "html5lib")
    assert page.title.text.startswith("Error:")
    kept = fields(page)
    if name in (
        "title",
        "budget",
        "duration",
        "deadline_day",
        "deadline_time",
        "summary",
        "seats-0-words",
    ):
        assert kept[name] == [value]
    assert kept["seats-0-words"][0][:10] in ("Capteurs p", "x" * 10)
    with app.app_context():
        assert db.session.scalar(select(func.count(Call.id))) == 0


READY = {
    "title": ("", "Give the call a title."),
    "summary": ("", "Say in a few sentences what you want to do."),
    "seats-0-words": ("", "Name at least one need"),
    "deadline_day": ("", "Choose the last day for answers."),
    "second_contact_id": ("0", "Name a second contact"),
    "visibility": ("clusters", "Choose the clusters that may see the call."),
    "seats-0-covered": ("1", "All needs are covered"),
    "budget": ("0", "Write a budget above zero"),
}  # fmt: skip


@pytest.mark.parametrize("name", READY)
def test_what_is_not_ready_is_said_in_a_sentence_and_the_draft_is_kept(browser, world, name, app):
    ada = browser("ada")
    value, sentence = READY[name]
    sent = ready(ada.page("/calls/new"), world, publish="1", **{name: value})
    answer = ada.post("/calls/new", sent)
    assert answer.status_code == 422
    assert [s for s in said_wrong(answer) if sentence in s], said_wrong(answer)
    assert len(said_wrong(answer)) == 1
    with app.app_context():
        assert only_call().state == "draft"
    # Once it is corrected, the same form publishes the same draft.
    good = ready(ada.page("/calls/new"), world, publish="1", key=sent["key"])
    assert ada.post("/calls/new", good).status_code == 303
    with app.app_context():
        assert only_call().state == "open"


def test_every_point_is_named_at_once(browser, world):
    ada = browser("ada")
    sent = fields(ada.page("/calls/new")) | {"publish": "1", "trl_from": "7", "trl_to": "3"}
    assert len(said_wrong(ada.post("/calls/new", sent))) == 6


def test_a_need_without_a_name_is_named_by_its_place(browser, world):
    ada = browser("ada")
    sent = ready(ada.page("/calls/new"), world, publish="1", **{"seats-1-region": "84"})
    answer = ada.post("/calls/new", sent)
    assert said_wrong(answer) == ["Give need no. 2 a name, or remove it."]
    assert 'href="#seats-1-words"' in answer.text


def test_the_second_contact_is_a_colleague_who_still_works_there_and_not_the_author(app, world, by):
    from grappe.calls.operations import publishing
    from grappe.foundation.errors import Invalid
    from grappe.organisations.models import Membership

    with app.app_context():
        for person in (world.bo, world.fay, world.sam, world.pip):
            with pytest.raises(Invalid, match="one of your colleagues"):
                draft(world, by, second_contact_id=person)
        mine = draft(world, by, second_contact_id=world.ada)
        with pytest.raises(publishing.Unready) as refused:
            publishing.publish(by("ada"), mine, mine.version)
        assert [str(p) for p in refused.value.problems] == [
            "The second contact must be somebody other than the author."
        ]
        other = draft(world, by)
        gone = db.session.scalars(
            select(Membership).where(Membership.person_id == world.alix)
        ).one()
        gone.until = dt.datetime.now(dt.UTC)
        db.session.commit()
        with pytest.raises(publishing.Unready) as refused:
            publishing.publish(by("ada"), other, other.version)
        assert "no longer works" in str(refused.value.problems[0])


@pytest.mark.parametrize("day, time, zone, instant", [
    ("2027-06-01", "17:00", "Europe/Paris", "2027-06-01T15:00+00:00"),
    ("2027-12-01", "17:00", "Europe/Paris", "2027-12-01T16:00+00:00"),
    ("2027-12-01", "17:00", "Indian/Reunion", "2027-12-01T13:00+00:00"),
    ("2027-12-01", "17:00", "America/Martinique", "2027-12-01T21:00+00:00"),
    ("2027-10-31", "02:30", "Europe/Paris", "2027-10-31T01:30+00:00"),  # twice: the second one
    ("2027-03-28", "02:30", "Europe/Paris", None),  # skipped
    ("2027-03-28", "01:30", "Europe/London", None),
    ("2027-03-28", "02:30", "Europe/London", "2027-03-28T01:30+00:00"),
])  # fmt: skip
@time_machine.travel("2026-11-23 09:00", tick=True)
def test_a_deadline_is_an_instant_in_its_own_time_zone(
    browser, world, app, day, time, zone, instant
):
    ada = browser("ada")
    more = {"deadline_day": day, "deadline_time": time, "timezone": zone, "publish": "1"}
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, **more))
    if instant is None:
        assert said_wrong(answer) == ["The clocks skip this hour on that day: choose another hour"]
        return
    with app.app_context():
        assert only_call().deadline == dt.datetime.fromisoformat(instant)
        number = only_call().id
    page = ada.page(f"/calls/{number}/edit")
    kept = fields(page) if page.select("main form") else {}
    assert (kept["deadline_day"], kept["timezone"]) == ([day], [zone])
    assert kept["deadline_time"] == [time]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2019-01-01"])
def test_a_deadline_out_of_all_measure_is_refused(browser, world, day):
    ada = browser("ada")
    answer = ada.post(
        "/calls/new", ready(ada.page("/calls/new"), world, publish="1", deadline_day=day)
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("typed, kept", [
    ("900 000", 900_000), ("900,000", 900_000), ("900000", 900_000), ("1,2 M€", 1_200_000),
    ("€1.2m", 1_200_000), ("900 k€", 900_000), ("1 200 000,50", 1_200_000), ("", None),
])  # fmt: skip
def test_a_budget_is_read_as_people_write_it(browser, world, app, typed, kept):
    ada = browser("ada")
    assert (
        ada.post(
            "/calls/new", ready(ada.page("/calls/new"), world, budget=typed, draft="1")
        ).status_code
        == 303
    )
    with app.app_context():
        assert only_call().budget == kept


@pytest.mark.parametrize(
    "typed", ["NaN", "-5", "1e9", "١٢", "9" * 40, "1,2,3", "inf", "0x10", "99999999999999"]
)
def test_what_is_no_sum_is_refused(browser, world, typed):
    ada = browser("ada")
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, budget=typed, draft="1"))
    assert answer.status_code == 422
    assert typed in answer.text


def test_a_draft_is_saved_as_one_types(browser, world, app):
    ada = browser("ada")
    sent = fields(ada.page("/calls/new")) | {"title": "Cap", "budget": "à définir"}
    first = ada.post("/calls/new", sent, headers={"Autosave": "1"})
    said = json.loads(first.text)
    assert said["said"].startswith("Draft saved at ")
    ada.post(
        said["edit"],
        sent | {"title": "Capteurs", "version": str(said["version"])},
        headers={"Autosave": "1"},
    )
    with app.app_context():
        assert (only_call().title, only_call().version, only_call().budget) == ("Capteurs", 2, None)


def test_saving_as_one_types_overwrites_no_colleague(browser, world, app, by):
    with app.app_context():
        number = draft(world, by).id
    ada, alix = browser("ada"), browser("alix")
    mine, hers = (
        fields(ada.page(f"/calls/{number}/edit")),
        fields(alix.page(f"/calls/{number}/edit")),
    )
    alix.post(f"/calls/{number}/edit", hers | {"title": "Le sien", "draft": "1"})
    late = ada.post(f"/calls/{number}/edit", mine | {"title": "Le mien"}, headers={"Autosave": "1"})
    assert late.status_code == 409
    with app.app_context():
        assert only_call().title == "Le sien"


@pytest.mark.parametrize("state", ["draft", "open"])
def test_two_editors_see_both_texts_and_nothing_is_overwritten(browser, world, app, by, state):
    with app.app_context():
        number = draft(world, by).id if state == "draft" else published(world, by)
    ada, alix = browser("ada"), browser("alix")
    path = f"/calls/{number}/edit"
    mine, hers = fields(ada.page(path)), fields(alix.page(path))
    assert alix.post(path, hers | {"title": "Le sien", "budget": "5000"}).status_code == 303
    late = ada.post(path, mine | {"title": "Le mien", "summary": "Mon résumé"})
    assert late.status_code == 409
    for words in ("Le sien", "Le mien", "5,000", "Mon résumé"):
        assert words in late.text
    with app.app_context():
        assert only_call().title == "Le sien"
    from bs4 import BeautifulSoup

    again = fields(BeautifulSoup(late.text, "html5lib"), "/edit")
    assert again["title"] == ["Le mien"]
    assert ada.post(path, again).status_code == 303  # having seen both, it is her decision
    with app.app_context():
        assert only_call().title == "Le mien"


def test_a_preview_shows_a_draft_as_others_will_see_it(browser, world, app):
    ada = browser("ada")
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, preview="1"))
    page = ada.follow(answer)
    assert "This is a draft." in page.text
    assert "Capteurs proche infrarouge" in page.text
    published_ = ada.post(f"{answer.location}/publish", {"version": "1"})
    assert published_.status_code == 303
    with app.app_context():
        assert only_call().state == "open"


def test_a_draft_that_is_not_ready_is_sent_back_to_its_form(browser, world, app, by):
    with app.app_context():
        number = draft(world, by, title="").id
    answer = browser("ada").post(f"/calls/{number}/publish", {"version": "1"})
    assert answer.status_code == 422
    assert said_wrong(answer) == ["Give the call a title."]


def test_a_draft_is_thrown_away_after_a_question(browser, world, app, by):
    with app.app_context():
        number = draft(world, by).id
    ada = browser("ada")
    page = ada.page(f"/calls/{number}/discard")
    assert "will be gone for good" in page.text
    assert ada.post(f"/calls/{number}/discard", fields(page)).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Call.id))) == 0


def test_what_is_published_is_not_thrown_away(browser, world, app, by):
    with app.app_context():
        number = published(world, by)
    assert browser("ada").post(f"/calls/{number}/discard", {"version": "1"}).status_code == 409
    with app.app_context():
        assert only_call().state == "open"


def test_publishing_twice_says_so(browser, world, app, by):
    with app.app_context():
        number = published(world, by)
    answer = browser("alix").post(f"/calls/{number}/publish", {"version": "1"})
    assert answer.status_code == 409
    assert "published in the meantime" in answer.text


@pytest.mark.parametrize("person, status", [("oda", 403), ("ivo", 403), ("una", 403), (None, 303)])
def test_who_may_not_call_gets_no_form(browser, world, person, status):
    assert browser(person).get("/calls/new").status_code == status


def test_one_writes_for_one_s_own_companies_and_names_known_clusters(app, world, by):
    from grappe.foundation.errors import Invalid

    with app.app_context():
        with pytest.raises(Invalid, match="member companies"):
            draft(world, by, on_behalf_of_id=world.capital)
        with pytest.raises(Invalid, match="clusters of the list"):
            draft(world, by, clusters=(world.capital,))
        with pytest.raises(Invalid, match="clusters of the list"):
            draft(world, by, clusters=(10**9,))
        assert draft(world, by, on_behalf_of_id=world.fibrelle).on_behalf_of_id == world.fibrelle


def test_a_seat_of_another_call_is_not_taken_over(app, world, by):
    with app.app_context():
        other = draft(world, by, "bo", second_contact_id=world.bea)
        theirs = db.session.scalars(select(Seat.id)).one()
        mine = writing.start(by("ada"), str(uuid.uuid4()), text(
            world, seats=(writing.SeatText(words="À moi", id=theirs),)))  # fmt: skip
        rows = db.session.execute(select(Seat.call_id, Seat.words).order_by(Seat.id)).all()
        assert rows == [(other.id, "Capteurs proche infrarouge"), (mine.id, "À moi")]
