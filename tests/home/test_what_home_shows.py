"""Home gathers what waits, what fits and what has happened; nothing that may not be opened."""

import datetime as dt

import pytest
import time_machine

from grappe.accounts.models import Person
from grappe.calls.models import Call
from grappe.foundation.db import db, utc_now
from grappe.groups.models import GroupInvitation, GroupMember, GroupRequest, WorkingGroup
from grappe.home.models import HomeVisit
from grappe.organisations.models import Competence, Organisation
from tests.notifications import plot

SECRET = "Zebracanary"


@pytest.fixture
def busy(app, world, by):
    """Secrets in everything there is: a draft, a named call, its answer, a hidden group."""
    with app.app_context():
        draft = plot.a_call(world, state="draft", title=f"{SECRET} draft", published_at=None)
        named = plot.a_call(world, visibility="clusters", named=["textora"],
                            title=f"{SECRET} named")  # fmt: skip
        answer = plot.an_answer(world, named)
        plot.a_seat(named, "laser")
        for place in ("textora", "aquavia", "region", "capital"):
            db.session.add(Competence(organisation_id=getattr(world, place), words="laser",
                                      folded="laser"))  # fmt: skip
        group = WorkingGroup(name=f"{SECRET} group", mandate="m", joining="hidden",
                             organisation_id=world.plastalia)  # fmt: skip
        db.session.add(group)
        db.session.flush()
        db.session.add(GroupMember(group_id=group.id, person_id=world.ada, role="chair",
                                   organisation_id=world.plastalia))  # fmt: skip
        db.session.add(GroupRequest(group_id=group.id, person_id=world.cy, message="let me in",
                                    organisation_id=world.aquavia))  # fmt: skip
        db.session.add(GroupInvitation(group_id=group.id, person_id=world.bo, state="waiting",
                                       organisation_id=world.textora,
                                       invited_by_id=world.ada))  # fmt: skip
        db.session.commit()
        plot.did(by("alix"), "calls.published", db.session.merge(named))
        plot.did(by("bea"), "interests.sent", db.session.merge(answer))
        plot.did(by("ada"), "groups.created", db.session.merge(group))
        return {"draft": draft.id, "named": named.id, "answer": answer.id, "group": group.id}


def words(browser, path="/"):
    return " ".join(browser.page(path).find("main").get_text(" ").split())


@pytest.mark.parametrize("name", ["cy", "fay", "oda", "ivo", "nora", "una", None, "sam", "pip"])
def test_outsiders_see_no_trace_of_it(app, world, browser, busy, name):
    answer = browser(name).get("/")
    assert answer.status_code == 200
    assert SECRET not in answer.text


def test_those_it_waits_for_see_it_first(app, world, browser, busy):
    ada, alix, bo = words(browser("ada")), words(browser("alix")), words(browser("bo"))
    assert f"Look at an answer to your call “{SECRET} named”" in alix
    assert f"Finish your call “{SECRET} draft”" in alix
    assert f"Finish your call “{SECRET} draft”" not in ada
    assert f"Decide whether Cy Exemple comes into the group “{SECRET} group”" in ada
    assert SECRET in bo
    assert f"Ada Exemple invites you to the group “{SECRET} group”" in bo
    assert "Decide" not in bo


def test_the_title_counts_what_others_wait_for(app, world, browser, busy):
    def title(name, organisation=None):
        return browser(name, organisation).page("/").h1.text

    assert title("alix") == "Hello Alix, one answer is awaited from Plastalia"
    assert title("ada") == "Hello Ada, two answers are awaited from Plastalia"
    assert title("cy") == "Hello Cy, nothing waits for you"
    assert title("una") == "Hello Una, nothing waits for you"
    with app.app_context():
        db.session.get(Person, world.ada).locale = "fr"
        db.session.commit()
    assert title("ada") == "Bonjour Ada, deux réponses sont attendues de Plastalia"


def test_french_elides_before_a_vowel(app, world, browser, by):
    with app.app_context():
        call = plot.a_call(world, organisation_id=world.aquavia, author_id=world.cy,
                           second_contact_id=None)  # fmt: skip
        plot.an_answer(world, call)
        db.session.get(Person, world.cy).locale = "fr"
        db.session.commit()
    assert browser("cy").page("/").h1.text == "Bonjour Cy, une réponse est attendue d’Aquavia"


def test_only_what_i_may_do_as_i_act_now(app, world, browser, busy):
    assert "Look at an answer" in words(browser("dee", "plastalia"))
    assert "Look at an answer" not in words(browser("dee", "textora"))


def test_a_call_that_fits_comes_with_its_reason(app, world, browser, busy):
    page = words(browser("bo"))
    assert "Open need that you can cover: laser" in page
    assert "%" not in page
    assert "No open call seeks what Aquavia does" in words(browser("cy"))


def test_deadlines_of_calls_one_has_to_do_with(app, world, browser, busy):
    with app.app_context():
        other = plot.a_call(world, title="Followed one")
        plot.follow(world, other, "cy")
    assert "Followed one" in words(browser("cy"))
    assert "Followed one" not in words(browser("ivo"))


def news(browser):
    section = browser.page("/").select_one("section[aria-labelledby=h-news]")
    return " ".join(section.get_text(" ").split())


def test_what_happened_is_told_to_those_who_may_open_it(app, world, browser, busy):
    assert f"Plastalia publishes {SECRET} named" in news(browser("bo"))
    assert f"Textora answers {SECRET} named" in news(browser("alix"))
    assert f"Plastalia starts the working group {SECRET} group" in news(browser("bo"))
    assert "Nothing else has happened" in news(browser("cy"))
    assert "publishes" not in news(browser("alix")), "nobody is told of what they did themselves"


def test_since_the_last_visit(app, world, browser, by):
    cy = browser("cy")
    now = utc_now()
    with app.app_context():
        plot.did(by("alix"), "calls.published", plot.a_call(world, title="First one"))
    assert "First one" in news(cy)
    assert "First one" in news(cy), "two looks within a while are one visit"
    with time_machine.travel(now + dt.timedelta(hours=5), tick=True):
        assert "First one" not in news(cy)
        with app.app_context():
            plot.did(by("alix"), "calls.published", plot.a_call(world, title="Second one"))
        assert "Second one" in news(cy)
        assert "Since" in news(cy)
    with time_machine.travel(now + dt.timedelta(hours=10), tick=True):
        assert "Second one" in news(cy)
        assert "Second one" in news(cy)
    with time_machine.travel(now + dt.timedelta(hours=15), tick=True):
        assert "Second one" not in news(cy)


def test_a_visit_is_kept_once_for_each_person_and_never_for_visitors(app, world, browser):
    for _ in range(2):
        browser("ada").get("/")
    browser().get("/")
    with app.app_context():
        [row] = db.session.query(HomeVisit).all()
        assert (row.person_id, row.previous_at) == (world.ada, None)


def test_a_page_is_shown_even_when_the_visit_cannot_be_kept(app, world, browser, monkeypatch):
    from grappe.foundation.errors import Busy
    from grappe.home import operations

    def busy_database(by):
        raise Busy

    monkeypatch.setattr(operations, "visit", busy_database)
    assert browser("ada").get("/").status_code == 200


def test_visitors_see_public_calls_and_the_ways_in(app, world, browser, busy):
    with app.app_context():
        plot.a_call(world, visibility="public", title="Public one")
        plot.a_call(world, visibility="network", title=f"{SECRET} network")
        plot.a_call(world, visibility="public", title="Past one",
                    deadline=utc_now() - dt.timedelta(days=1))  # fmt: skip
    page = browser().page("/").find("main")
    assert "Public one" in page.text
    assert "Past one" not in page.text
    assert SECRET not in page.text
    links = {a["href"] for a in page.select("a")}
    assert {"/accounts/sign-in", "/accounts/register"} <= links


def test_markup_in_a_title_stays_text(app, world, browser, by):
    with app.app_context():
        call = plot.a_call(world, visibility="public", title="<b id=x>bold</b> %(person)s %s")
        plot.did(by("alix"), "calls.published", call)
        plot.an_answer(world, call)
    for name in ("cy", "alix", None):
        page = browser(name).get("/").text
        assert "<b id=x>" not in page
        assert "&lt;b id=x&gt;bold&lt;/b&gt; %(person)s %s" in page


def more(app, world, by, count):
    with app.app_context():
        for i in range(count):
            call = plot.a_call(world, title=f"Call {i}")
            plot.a_seat(call, "laser")
            plot.an_answer(world, call, organisation_id=world.aquavia, person_id=world.cy,
                           party_id=world.aquavia)  # fmt: skip
            plot.did(by("alix"), "calls.published", db.session.get(Call, call.id))
            plot.follow(world, call, "bo")


@pytest.mark.parametrize("name", ["ada", "bo"])
def test_home_costs_the_same_however_much_there_is(app, world, browser, by, busy, name):
    someone, costs = browser(name), []
    someone.get("/")
    for count in (1, 12):
        more(app, world, by, count)
        with plot.Counted(app) as counted:
            assert someone.get("/").status_code == 200
        costs.append([s for s in counted.statements if s.lstrip().startswith(("SELECT", "WITH"))])
    assert len(costs[0]) == len(costs[1])
    assert len(costs[1]) <= 14, costs[1]


def test_an_organisation_of_no_callers_is_offered_no_call_to_post(app, world, browser):
    with app.app_context():
        assert db.session.get(Organisation, world.capital).kind == "investor"
    assert "Post a call" not in words(browser("ivo"))
    assert "Post a call" in words(browser("ada"))


def test_two_pages_opened_at_once_begin_one_visit(app, world, by):
    """Both have found that a visit is due; the second must not push the first away."""
    from grappe.home.operations import visit

    with app.app_context():
        visit(by("ada"))
        visit(by("ada"))
        [row] = db.session.query(HomeVisit).all()
        assert row.previous_at is None
