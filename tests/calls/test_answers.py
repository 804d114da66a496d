"""Expressions of interest: written, sent once, changed with history, withdrawn; by one organisation."""

import io
import threading
import uuid

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from grappe.calls.models import Interest, InterestFile, InterestRevision, InterestSeat, Seat
from grappe.calls.operations import answering, asking, deciding, retracting
from grappe.calls.operations.answering import Answer
from grappe.calls.operations.writing import SeatText
from grappe.foundation.db import db
from grappe.foundation.errors import Conflict, Forbidden, Invalid
from grappe.foundation.models import Deed
from grappe.organisations.models import Organisation

from .stage import answered, call_of, fields, interest, published, taken_in, wrong

MESSAGE = "Nous avons une tête de mesure éprouvée."


@pytest.fixture
def call(app, world, by):
    with app.app_context():
        db.session.get_one(
            Organisation, world.textora
        ).profile = "Textora, 200 adhérents du textile."
        db.session.commit()
        return published(world, by, seats=(SeatText(words="Capteurs"), SeatText(words="Vision")),
                         questions=("Depuis quand ?", "Où ?"))  # fmt: skip


def filled(page, **more):
    sent = fields(page, "/interest")
    first = page.select_one("form.eoi input[name=seats]")["value"]
    return sent | {"seats": first, "message": MESSAGE} | more


def all_interests():
    return list(db.session.scalars(select(Interest).order_by(Interest.id)))


def test_an_answer_is_sent_from_the_page_of_the_call(app, world, by, browser, call):
    bo = browser("bo")
    page = bo.page(f"/calls/{call}")
    sent = filled(page)
    assert fields(page, "/interest")["message"] == ["Textora, 200 adhérents du textile."]
    sent |= {"answers-0": "Depuis 2019", "file": (io.BytesIO(b"a;b\n1;2\n"), "mesures.csv")}
    receipt = bo.follow(bo.post(f"/calls/{call}/interest", sent))
    for words in (
        "Your answer has been sent.",
        MESSAGE,
        "Depuis quand ?",
        "Depuis 2019",
        "mesures.csv",
    ):
        assert words in receipt.text
    with app.app_context():
        [one] = all_interests()
        assert (one.state, one.organisation_id, one.party_id) == (
            "sent",
            world.textora,
            world.textora,
        )
        assert one.profile == "Textora, 200 adhérents du textile."
        [deed] = db.session.scalars(select(Deed).where(Deed.verb == "interests.sent"))
        assert (deed.object_id, deed.data) == (one.id, {"call": call})
    assert MESSAGE in browser("bea").get(f"/calls/interests/{one.id}").text
    assert "Answer sent" in browser("bea").get(f"/calls/{call}").text
    assert MESSAGE in browser("alix").get(f"/calls/{call}/inbox").text


def test_a_double_click_makes_one_answer(app, browser, call):
    bo = browser("bo")
    sent = filled(bo.page(f"/calls/{call}"))
    first, second = (bo.post(f"/calls/{call}/interest", sent) for _ in range(2))
    assert first.location == second.location
    with app.app_context():
        assert len(all_interests()) == 1
        verbs = db.session.scalars(select(Deed.verb).where(Deed.verb.startswith("interests"))).all()
        assert verbs == ["interests.sent"]


def at_once(app, count, act):
    """Do `act(i)` in so many threads at the same moment; what each gave or raised."""
    gate, results = threading.Barrier(count), [None] * count

    def run(i):
        with app.app_context():
            gate.wait()
            try:
                results[i] = act(i)
            except Exception as error:
                results[i] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def first_seat(call):
    return db.session.scalars(select(Seat.id).where(Seat.call_id == call).order_by(Seat.id)).first()


@pytest.mark.parametrize("one_key", [True, False])
def test_twenty_posts_at_once_make_one_answer(app, world, by, call, one_key):
    keys = [str(uuid.uuid4()) for _ in range(20)]

    def send(i):
        said = Answer(message=MESSAGE, seats=(first_seat(call),))
        key = keys[0] if one_key else keys[i]
        return answering.respond(by("bo"), call_of(call), key, said, send=True).id

    results = at_once(app, 20, send)
    with app.app_context():
        [one] = all_interests()
    if one_key:
        assert results == [one.id] * 20
    else:
        assert results.count(one.id) == 1
        assert sum(isinstance(r, Conflict) for r in results) == 19


def test_one_organisation_answers_once_for_each_partner(app, world, by, browser):
    with app.app_context():
        call = published(world, by, "bo", second_contact_id=world.bea)
        answered(by, call, "ada")
        with pytest.raises(Conflict, match="an answer from this organisation already"):
            answered(by, call, "alix")
        answered(by, call, "alix", on_behalf_of_id=world.fibrelle)
        with pytest.raises(Conflict):
            answered(by, call, "ada", on_behalf_of_id=world.fibrelle)
        assert len(all_interests()) == 2
    page = browser("ada").get(f"/calls/{call}").text
    assert "Our answers" in page
    assert "Answer for another member company" in page


def test_who_withdrew_or_was_declined_may_answer_again(app, by, call):
    with app.app_context():
        first = answered(by, call)
        retracting.withdraw(by("bo"), interest(first), 1)
        second = answered(by, call)
        deciding.decline(by("ada"), interest(second), 1, "other", "Merci")
        answered(by, call)
        assert [i.state for i in all_interests()] == ["withdrawn", "declined", "sent"]
        with pytest.raises(Conflict, match="already"):
            deciding.shortlist(by("ada"), interest(second), 2)


def test_one_answers_for_one_s_own_companies_only(app, world, by, call):
    with app.app_context():
        for company in (world.fibrelle, world.capital, 10**9):
            with pytest.raises(Invalid, match="member companies"):
                answered(by, call, "bo", on_behalf_of_id=company)


@pytest.mark.parametrize("more, sentence", [
    ({"message": ""}, "Write a few words to the caller."),
    ({"message": "x" * 1501}, "Shorten this to 1500 characters"),
    ({"seats": []}, "Choose at least one need"), ({"seats": "999999"}, "not a valid choice"),
    ({"seats": "abc"}, "could not be coerced"), ({"on_behalf_of_id": "7777"}, "Not a valid choice"),
    ({"file": (b"<script>alert(1)</script>", "page.html")}, "Send a PDF"),
    ({"file": (b"MZ\x90", "image.png")}, "Send a PDF"), ({"file": (b"", "a.txt")}, "empty"),
    ({"key": "x"}, "Invalid input"),
])  # fmt: skip
def test_what_is_wrong_in_an_answer_is_said_and_kept(app, browser, call, more, sentence):
    bo = browser("bo")
    if "file" in more:
        more = {"file": (io.BytesIO(more["file"][0]), more["file"][1])}
    answer = bo.post(f"/calls/{call}/interest", filled(bo.page(f"/calls/{call}")) | more)
    assert answer.status_code == 422
    assert any(sentence in said for said in wrong(answer)), wrong(answer)
    assert more.get("message", MESSAGE) in answer.text
    with app.app_context():
        assert all_interests() == []
        assert db.session.scalar(select(func.count(InterestFile.id))) == 0


def test_a_draft_is_for_colleagues_and_is_sent_later(app, browser, call, by):
    bo = browser("bo")
    saved = bo.post(
        f"/calls/{call}/interest", filled(bo.page(f"/calls/{call}"), draft="1", message="")
    )
    page = bo.page(saved.location)
    with app.app_context():
        [one] = all_interests()
        assert one.state == "draft"
        assert db.session.scalars(select(Deed).where(Deed.verb.startswith("interests"))).all() == []
    assert browser("ada").get(f"/calls/interests/{one.id}").status_code == 404
    assert "No new answer" in browser("ada").get(f"/calls/{call}/inbox").text
    assert browser("bea").get(f"/calls/interests/{one.id}").status_code == 200
    assert bo.post(saved.location, fields(page) | {"message": MESSAGE}).status_code == 303
    with app.app_context():
        assert interest(one.id).state == "sent"


def test_a_draft_is_thrown_away_and_what_was_sent_is_not(app, browser, call, by):
    with app.app_context():
        kept, sent = answered(by, call, "bo", send=False), answered(by, call, "cy")
    assert browser("bo").post(f"/calls/interests/{kept}/discard").status_code == 303
    assert browser("cy").post(f"/calls/interests/{sent}/discard").status_code == 409
    with app.app_context():
        assert [i.id for i in all_interests()] == [sent]


def test_a_sent_answer_is_changed_with_history(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call)
    bea = browser("bea")
    page = bea.page(f"/calls/interests/{sent}/edit")
    assert (
        bea.post(
            f"/calls/interests/{sent}/edit", fields(page) | {"message": "Nous avons mieux."}
        ).status_code
        == 303
    )
    with app.app_context():
        [row] = db.session.scalars(select(InterestRevision))
        assert row.changed == {"message": ["Nous avons une tête de mesure.", "Nous avons mieux."]}
        [deed] = db.session.scalars(select(Deed).where(Deed.verb == "interests.amended"))
        assert deed.data == {"call": call, "fields": ["message"]}
    shown = browser("ada").page(f"/calls/interests/{sent}")
    assert "Bea Exemple" in shown.select_one(".changes").text
    assert shown.select(".changes ins")
    assert "changed since" in browser("ada").get(f"/calls/{call}/inbox").text


def test_a_sent_answer_cannot_be_emptied(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call)
    bo = browser("bo")
    form = fields(bo.page(f"/calls/interests/{sent}/edit"))
    assert bo.post(f"/calls/interests/{sent}/edit", form | {"message": ""}).status_code == 422
    assert bo.post(f"/calls/interests/{sent}/edit", form | {"seats": []}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(InterestSeat)) == 1


def test_two_colleagues_do_not_overwrite_each_other(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call)
    bo, bea, path = browser("bo"), browser("bea"), f"/calls/interests/{sent}/edit"
    his, hers = fields(bo.page(path)), fields(bea.page(path))
    assert bea.post(path, hers | {"message": "Le sien"}).status_code == 303
    late = bo.post(path, his | {"message": "Le mien"})
    assert late.status_code == 409
    assert "Le sien" in late.text
    assert "Le mien" in late.text
    with app.app_context():
        assert interest(sent).message == "Le sien"


def test_after_a_decision_one_writes_in_the_thread(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call)
    bo = browser("bo")
    form = fields(bo.page(f"/calls/interests/{sent}/edit"))
    with app.app_context():
        deciding.shortlist(by("ada"), interest(sent), 1)
    late = bo.post(f"/calls/interests/{sent}/edit", form | {"message": "Autre", "version": "2"})
    assert late.status_code == 409
    assert "write in the thread" in late.text
    assert "Autre" in late.text


def test_withdrawing_frees_the_place(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call)
        deciding.accept(by("ada"), interest(sent), 1)
    bo = browser("bo")
    page = bo.page(f"/calls/interests/{sent}")
    assert (
        bo.post(f"/calls/interests/{sent}/withdraw", fields(page, "/withdraw")).status_code == 303
    )
    with app.app_context():
        assert interest(sent).state == "withdrawn"
        assert db.session.scalars(select(InterestSeat.granted)).all() == [False]
        with pytest.raises(Conflict):
            retracting.withdraw(by("bo"), interest(sent), interest(sent).version)
    assert "Withdrawn" in browser("ada").get(f"/calls/{call}/inbox?state=withdrawn").text


@pytest.mark.parametrize("how", ["closed", "overdue"])
def test_too_late_is_said_so_and_nothing_typed_is_lost(app, world, browser, call, by, how):
    import datetime as dt

    from grappe.calls.operations import closing
    from grappe.foundation.db import utc_now

    bo = browser("bo")
    sent = filled(bo.page(f"/calls/{call}"))
    with app.app_context():
        if how == "closed":
            closing.close(by("ada"), call_of(call), call_of(call).version, "cancelled", "x")
        else:
            call_of(call).deadline = utc_now() - dt.timedelta(seconds=1)
            db.session.commit()
    late = bo.post(f"/calls/{call}/interest", sent)
    assert late.status_code == 409
    assert "no longer takes answers" in late.text
    assert MESSAGE in late.text
    assert bo.get(f"/calls/{call}/interest").status_code == 409
    with app.app_context():
        assert all_interests() == []


def test_one_s_own_call_is_not_answered(app, world, browser, call, by):
    with app.app_context(), pytest.raises(Forbidden):
        answered(by, call, "alix")
    assert "form.eoi" not in browser("alix").get(f"/calls/{call}").text
    with app.app_context():
        first = first_seat(call)
    sent = {"seats": str(first), "message": "x", "key": str(uuid.uuid4())}
    assert browser("alix").post(f"/calls/{call}/interest", sent).status_code == 403


def test_a_seat_of_another_call_is_not_answered_for(app, world, by, call):
    with app.app_context():
        other = published(world, by)
        with pytest.raises(Invalid, match="needs of this call"):
            answered(by, call, seats=(first_seat(other),))


def test_files_are_removed_by_those_who_sent_them_and_three_are_enough(app, browser, call, by):
    with app.app_context():
        sent = answered(by, call, file=FileStorage(io.BytesIO(b"un"), "un.txt"))
        for version in (1, 2):
            said = Answer("M", (first_seat(call),), file=taken_in(by("bo"), b"x", f"{version}.txt"))
            answering.revise(by("bo"), interest(sent), version, said, send=True)
        with pytest.raises(Invalid, match="Remove a file"):
            answering.revise(by("bo"), interest(sent), 3, said, send=True)
        kept = db.session.scalars(select(InterestFile.id).order_by(InterestFile.id)).first()
    bo, ada = browser("bo"), browser("ada")
    gone = f"/calls/interests/{sent}/files/{kept}/remove"
    assert ada.post(gone, {"version": "3"}).status_code == 403
    page = bo.page(f"/calls/interests/{sent}/edit")
    assert bo.post(gone, fields(page, "/remove")).status_code == 303
    assert ada.get(f"/calls/interests/{sent}/files/{kept}").status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(InterestRevision)).all()) == 3


def test_a_question_is_asked_and_answered_before_all_readers(app, world, browser, call, by):
    bo, alix = browser("bo"), browser("alix")
    for _ in range(2):  # a double click is one question
        assert (
            bo.post(f"/calls/{call}/questions", {"body": "Une ligne pilote ?"}).status_code == 303
        )
    page = alix.page(f"/calls/{call}")
    assert len(page.select(".thread > li")) == 1
    [form] = page.select("form[action*='/questions/']")
    assert alix.post(form["action"], {"answer": ""}).status_code == 422
    assert alix.post(form["action"], {"answer": "Oui, jusqu’au douzième mois."}).status_code == 303
    assert alix.post(form["action"], {"answer": "Non."}).status_code == 409
    assert "Oui, jusqu’au douzième mois." in browser("cy").get(f"/calls/{call}").text
    assert bo.post(form["action"], {"answer": "x"}).status_code == 403
    assert bo.post(f"/calls/{call}/questions", {"body": " "}).status_code == 422
    assert bo.post(f"/calls/{call}/questions", {"body": "x" * 1001}).status_code == 422


def test_a_question_belongs_to_its_call(app, world, by, browser, call):
    with app.app_context():
        asked = asking.ask(by("bo"), call_of(call), "Où ?").id
        other = published(world, by)
    answer = browser("ada").post(f"/calls/{other}/questions/{asked}", {"answer": "x"})
    assert answer.status_code == 404
