"""Open pages stay true on both sides, and nobody else is told anything."""

import pytest

from grappe.calls.models import Seat
from grappe.calls.operations import deciding, publishing, retracting
from grappe.calls.operations.writing import SeatText
from grappe.foundation.db import db, utc_now
from grappe.foundation.news import access_shrank
from grappe.foundation.operations import operation
from grappe.organisations.models import Membership

from .stage import answered, call_of, draft, interest, published, text


@pytest.fixture
def watching(line):
    """watching("ada", "calls/3"): a line that watches; `answer` is what watching was answered."""

    def watch(person, *topics):
        it = line(person)
        it.answer = [it.say("live:watch", {"topic": t, "version": 0}) for t in topics]
        return it

    return watch


def changed(line):
    return {told["topic"] for told in line.heard("live:changed")}


def test_both_sides_see_an_answer_and_its_decision(app, world, by, watching):
    with app.app_context():
        number = published(world, by)
    ada = watching("ada", f"calls/{number}", f"organisations/{world.plastalia}")
    cy = watching("cy", f"calls/{number}")
    with app.app_context():
        one = answered(by, number)
    assert changed(ada) == {f"calls/{number}", f"organisations/{world.plastalia}"}
    assert changed(cy) == {f"calls/{number}"}  # the bunch has changed
    bo = watching("bo", f"interests/{one}")
    acts = (
        lambda: deciding.shortlist(by("ada"), interest(one), 1),
        lambda: deciding.note(by("ada"), interest(one), "Combien ?"),
        lambda: deciding.accept(by("ada"), interest(one), 2),
    )
    for act in acts:
        with app.app_context():
            act()
        assert changed(bo) == {f"interests/{one}"}
    ada.heard()
    with app.app_context():
        retracting.withdraw(by("bo"), interest(one), interest(one).version)
    assert f"calls/{number}" in changed(ada)


def test_a_draft_answer_tells_the_caller_nothing(app, world, by, watching):
    with app.app_context():
        number = published(world, by)
    ada = watching("ada", f"calls/{number}", f"organisations/{world.plastalia}")
    with app.app_context():
        answered(by, number, send=False)
    assert changed(ada) == set()


@pytest.mark.parametrize("person", ["cy", "oda", "nora"])
def test_what_one_may_not_read_one_may_not_watch(app, world, by, watching, person):
    with app.app_context():
        hidden = published(world, by, visibility="clusters", clusters=(world.textora,))
        topics = (f"calls/{hidden}", f"calls/{draft(world, by).id}", f"interests/{answered(by, hidden)}",
                  f"organisations/{world.plastalia}", "calls/999999")  # fmt: skip
    told = watching(person, *topics).answer
    assert {a.get("error") for a in told} <= {"not_found", "forbidden"}
    assert [a["error"] for a in told[:3]] == ["not_found"] * 3


def amend(app, world, by, number, **more):
    with app.app_context():
        rows = db.session.scalars(db.select(Seat).where(Seat.call_id == number))
        kept = tuple(SeatText(words=row.words, id=row.id) for row in rows)
        call = call_of(number)
        said = text(world, visibility="clusters", clusters=(world.textora,), seats=kept, **more)
        publishing.amend(by("ada"), call, call.version, said)


def test_whoever_loses_the_call_hears_of_it_no_more(app, world, by, watching):
    with app.app_context():
        number = published(world, by)
    topic = f"calls/{number}"
    cy, bo = watching("cy", topic), watching("bo", topic)
    amend(app, world, by, number)
    for it in (cy, bo):
        it.heard()
    assert cy.say("live:watch", {"topic": topic, "version": 0})["error"] == "not_found"
    assert bo.say("live:watch", {"topic": topic, "version": 0})["ok"]
    amend(app, world, by, number, summary="Nouveau résumé")
    assert changed(cy) == set()
    assert changed(bo) == {topic}

    @operation
    def leave():
        mine = db.select(Membership).where(Membership.person_id == world.bo)
        db.session.scalars(mine).one().until = utc_now()
        access_shrank()

    with app.app_context():
        leave()
    bo.heard()
    amend(app, world, by, number, summary="Encore un autre")
    assert changed(bo) == set()


def test_the_pages_say_which_version_they_show(app, world, by, browser):
    with app.app_context():
        number = published(world, by)
        one = answered(by, number)
    ada = browser("ada")
    page = ada.page(f"/calls/{number}").select_one("[data-live]")
    assert page["data-live"] == f"calls/{number}"
    assert int(page["data-live-version"]) > 0
    for path in (f"/calls/{number}/inbox", f"/calls/interests/{one}", "/calls/?tab=ours"):
        shown = ada.page(path)
        assert shown.select("[data-live]"), path
        names = [p["data-live-part"] for p in shown.select("main [data-live-part]")]
        assert names
        assert len(names) == len(set(names))
