"""What happens to a call after it is published: changed with history, extended, closed."""

import datetime as dt

import pytest
from sqlalchemy import select

from grappe.calls.models import Call, CallRevision, Seat
from grappe.calls.operations import closing, publishing
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.models import Deed

from .stage import answered, draft, fields, interest, published, text


def call_of(number):
    return db.session.get_one(Call, number)


def deeds(*verbs):
    found = select(Deed).where(Deed.verb.in_(verbs)).order_by(Deed.id)
    return list(db.session.scalars(found))


def amend(by, world, number, person="ada", **more):
    call = call_of(number)
    seats = tuple(publishing_seats(number))
    same = {"seats": seats, "deadline": call.deadline}
    return publishing.amend(
        by(person), call, call.version, text(world, **(same | more)), "Précision"
    )


def publishing_seats(number):
    from grappe.calls.operations.writing import SeatText

    for row in db.session.scalars(
        select(Seat).where(Seat.call_id == number).order_by(Seat.position)
    ):
        yield SeatText(words=row.words, id=row.id, number=row.number, covered=row.covered)


def test_a_change_keeps_what_was_there_before_and_is_told(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
        amend(by, world, number, "alix", title="Tri optique des tissus", budget=900_000)
        [row] = db.session.scalars(select(CallRevision))
        assert (row.person_id, row.version, row.note) == (world.alix, 3, "Précision")
        assert row.changed["title"] == ["Tri optique des textiles usagés", "Tri optique des tissus"]
        [told] = deeds("calls.amended")
        assert told.data == {"fields": ["budget", "title"]}
        assert "tissus" in call_of(number).folded
    page = browser("bo").page(f"/calls/{number}/history")
    [change] = page.select(".changes > li")
    assert "Alix Exemple" in change.text
    assert [ins.text for ins in change.select("ins")] == ["tissus"]
    assert [gone.text for gone in change.select("del")] == ["textiles usagés"]
    assert "€900,000" in change.text


def test_a_change_of_a_draft_makes_no_history(app, world, by, browser):
    with app.app_context():
        number = draft(world, by).id
    ada = browser("ada")
    ada.post(
        f"/calls/{number}/edit", fields(ada.page(f"/calls/{number}/edit")) | {"title": "Autre"}
    )
    with app.app_context():
        assert db.session.scalars(select(CallRevision)).all() == []


def test_a_form_sent_back_unchanged_changes_nothing(app, world, by, browser):
    with app.app_context():
        number = published(world, by, budget=900_000, brings="Une ligne", ecosystems=("textile",),
                           questions=("Depuis quand ?",), trl_from=3, trl_to=7)  # fmt: skip
        before = publishing.picture(call_of(number))
    ada = browser("ada")
    page = ada.follow(
        ada.post(f"/calls/{number}/edit", fields(ada.page(f"/calls/{number}/edit"), "/edit"))
    )
    assert "Nothing has changed." in page.text
    with app.app_context():
        assert publishing.picture(call_of(number)) == before
        assert db.session.scalars(select(CallRevision)).all() == []
        assert deeds("calls.amended") == []


def test_whom_the_call_is_for_is_in_the_history_of_its_own_staff_only(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
        amend(by, world, number, on_behalf_of_id=world.fibrelle)
        assert deeds("calls.amended") == []
    assert "Fibrelle" in browser("alix").get(f"/calls/{number}/history").text
    assert "Nothing has been changed." in browser("bo").get(f"/calls/{number}/history").text


def test_a_change_must_leave_the_call_ready(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
    ada = browser("ada")
    sent = fields(ada.page(f"/calls/{number}/edit"), "/edit")
    answer = ada.post(f"/calls/{number}/edit", sent | {"summary": ""})
    assert answer.status_code == 422
    assert "The call is not changed yet" in answer.text
    with app.app_context():
        assert call_of(number).summary


def test_an_overdue_call_can_be_corrected_without_moving_its_deadline(app, world, by):
    with app.app_context():
        number = published(world, by)
        call_of(number).deadline = utc_now() - dt.timedelta(days=1)
        db.session.commit()
        amend(by, world, number, summary="Corrigé")
        assert call_of(number).summary == "Corrigé"
        with pytest.raises(publishing.Unready):
            amend(by, world, number, deadline=utc_now() - dt.timedelta(hours=1))


def test_a_need_that_was_answered_stays(app, world, by, browser):
    from grappe.calls.operations.writing import SeatText

    with app.app_context():
        number = published(world, by, seats=(SeatText(words="Un"), SeatText(words="Deux")))
        answered(by, number)
        kept = [s for s in publishing_seats(number) if s.words == "Deux"]
        with pytest.raises(Invalid, match="“Un” has been answered"):
            amend(by, world, number, seats=tuple(kept))
        kept = [s for s in publishing_seats(number) if s.words == "Un"]
        amend(by, world, number, seats=tuple(kept))
        assert [s.words for s in publishing_seats(number)] == ["Un"]
    ada = browser("ada")
    sent = fields(ada.page(f"/calls/{number}/edit"), "/edit")
    sent |= {"seats-0-id": "0", "seats-0-words": "Trois"}
    answer = ada.post(f"/calls/{number}/edit", sent)
    assert answer.status_code == 422
    assert "has been answered" in answer.text


def test_a_need_is_not_made_smaller_than_what_was_accepted(app, world, by):
    from grappe.calls.operations import deciding
    from grappe.calls.operations.writing import SeatText

    with app.app_context():
        number = published(world, by, seats=(SeatText(words="PME", number=3),))
        for person in ("bo", "cy"):
            one = answered(by, number, person)
            deciding.accept(by("ada"), interest(one), 1)
        [seat] = publishing_seats(number)
        with pytest.raises(Invalid, match="2 partners are accepted"):
            amend(by, world, number, seats=(SeatText(words="PME", id=seat.id, number=1),))


def test_a_deadline_is_extended_later_only(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
        call = call_of(number)
        before = call.deadline
        for wrong in (before, before - dt.timedelta(days=1), utc_now() - dt.timedelta(days=1)):
            with pytest.raises(Invalid, match="after the present deadline"):
                publishing.extend(by("ada"), call, call.version, wrong, "Europe/Paris")
    ada = browser("ada")
    sent = fields(ada.page(f"/calls/{number}/extend"))
    later = (before + dt.timedelta(days=20)).date().isoformat()
    answer = ada.post(
        f"/calls/{number}/extend", sent | {"deadline_day": later, "deadline_time": "12:00"}
    )
    assert answer.status_code == 303
    with app.app_context():
        assert call_of(number).deadline > before
        assert [d.data["deadline"] for d in deeds("calls.extended")] == [
            call_of(number).deadline.isoformat()
        ]
    assert "Deadline" in browser("bo").get(f"/calls/{number}/history").text


@pytest.mark.parametrize("sent", [
    {"deadline_day": ""}, {"deadline_day": "x"}, {"deadline_day": "9999-12-31"}, {"timezone": "x"},
    {"deadline_day": "2020-01-01"},
])  # fmt: skip
def test_an_extension_that_makes_no_sense_says_so(app, world, by, browser, sent):
    with app.app_context():
        number = published(world, by)
    ada = browser("ada")
    answer = ada.post(f"/calls/{number}/extend", fields(ada.page(f"/calls/{number}/extend")) | sent)
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text


def test_a_call_closes_with_an_outcome_in_a_code_and_in_words(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
    ada = browser("ada")
    form = fields(ada.page(f"/calls/{number}/close"))
    for wrong in ({"outcome": "", "outcome_note": "Voilà"}, {"outcome": "partly_filled", "outcome_note": " "},
                  {"outcome": "no_outcome_given", "outcome_note": "x"}):  # fmt: skip
        assert ada.post(f"/calls/{number}/close", form | wrong).status_code == 422
    said = {"outcome": "partly_filled", "outcome_note": "Deux partenaires sur trois."}
    assert ada.post(f"/calls/{number}/close", form | said).status_code == 303
    page = browser("cy").get(f"/calls/{number}").text
    assert "Deux partenaires sur trois." in page
    assert "Some of the needs were covered" in page
    with app.app_context():
        assert [d.data for d in deeds("calls.closed")] == [{"outcome": "partly_filled"}]
        with pytest.raises(Conflict, match="closed already"):
            closing.close(by("alix"), call_of(number), 2, "cancelled", "x")
    assert ada.get(f"/calls/{number}/edit").status_code == 409


def test_every_act_of_the_caller_looks_at_the_version(app, world, by):
    with app.app_context():
        number = published(world, by)
        call = call_of(number)
        with pytest.raises(Conflict):
            closing.close(by("ada"), call, call.version - 1, "cancelled", "x")
        with pytest.raises(Conflict):
            publishing.extend(by("ada"), call, 0, utc_now() + dt.timedelta(days=90), "UTC")
        assert call_of(number).state == "open"


@pytest.mark.parametrize("person", ["bo", "cy", "oda"])
@pytest.mark.parametrize("act", ["edit", "publish", "extend", "close", "discard", "group", "inbox"])
def test_others_do_nothing_to_a_call(app, world, by, browser, person, act):
    with app.app_context():
        number = published(world, by)
    other = browser(person)
    if act != "inbox":
        sent = {"version": "2", "outcome": "cancelled", "outcome_note": "x", "title": "Volé"}
        assert other.post(f"/calls/{number}/{act}", sent).status_code == 403
    if act != "publish":
        assert other.get(f"/calls/{number}/{act}").status_code == 403
    with app.app_context():
        assert (call_of(number).state, call_of(number).version) == ("open", 2)
