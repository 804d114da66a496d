"""The list of what one was told: one's own, marked as read by opening, never of what is closed."""

import re

import pytest

from grappe.foundation.db import db, utc_now
from grappe.notifications.models import Notification
from tests.notifications import plot


@pytest.fixture
def sent(app, world, by, work):
    """Textora has answered; Alix, Dee, Ada and Bo have been told."""
    with app.app_context():
        call = plot.a_call(world)
        plot.did(by("bea"), "interests.sent", plot.an_answer(world, call))
        number = call.id
    work()
    return number


def mine(app, world, name):
    with app.app_context():
        return [n.id for n in db.session.query(Notification)
                .filter_by(person_id=getattr(world, name)).order_by(Notification.id)]  # fmt: skip


def new(app, world, name):
    with app.app_context():
        return db.session.query(Notification).filter_by(
            person_id=getattr(world, name), read_at=None).count()  # fmt: skip


def words(page):
    return " ".join(page.find("main").get_text(" ").split())


def test_everybody_reads_their_own_in_their_language(app, world, browser, sent):
    assert f"Textora answers your call “{plot.TITLE}”" in words(
        browser("alix").page("/notifications/")
    )
    assert f"Bea Exemple answered the call “{plot.TITLE}”" in words(
        browser("bo").page("/notifications/")
    )
    assert plot.TITLE not in words(browser("cy").page("/notifications/"))
    with app.app_context():
        from grappe.accounts.models import Person

        db.session.get(Person, world.alix).locale = "fr"
        db.session.commit()
    assert (
        f"Textora répond à votre appel «\u00a0{plot.TITLE}\u00a0»"
        in browser("alix").get("/notifications/").text
    )


def test_a_stranger_is_asked_to_sign_in(browser, app, world):
    assert "/accounts/sign-in" in browser().get("/notifications/").location
    assert browser("sam").get("/notifications/count").status_code in (303, 401)


def test_opening_marks_as_read_and_leads_there(app, world, browser, sent):
    ada = browser("ada")
    form = ada.page("/notifications/").select_one("li.is-new form")
    answer = ada.post(form["action"])
    assert answer.status_code == 303
    assert re.fullmatch(r"/calls/interests/\d+", answer.location)
    assert new(app, world, "ada") == 0
    assert new(app, world, "alix") == 1
    assert ada.get("/notifications/count").json == {"unread": 0}
    assert not ada.page("/notifications/").select("li.is-new")


def test_looking_is_not_reading(app, world, browser, sent):
    ada = browser("ada")
    ada.get("/notifications/")
    ada.get("/notifications/?show=unread")
    [number] = mine(app, world, "ada")
    assert ada.get(f"/notifications/{number}/open").status_code == 405
    assert new(app, world, "ada") == 1
    assert ada.get("/notifications/count").json == {"unread": 1}
    assert "(1) Notifications" in ada.page("/notifications/").title.text


def test_nobody_opens_what_was_told_to_others(app, world, browser, sent):
    [number] = mine(app, world, "alix")
    for name in ("ada", "cy", "nora", "fay"):
        assert browser(name).post(f"/notifications/{number}/open").status_code == 404
    assert browser("sam").post(f"/notifications/{number}/open").status_code in (303, 401)
    assert new(app, world, "alix") == 1


def test_what_is_closed_to_the_reader_says_nothing_any_more(app, world, browser, sent):
    with app.app_context():
        plot.leaves(world, "bo", "textora")
    with app.app_context():
        db.session.add(plot.Membership(person_id=world.bo, organisation_id=world.aquavia))
        db.session.commit()
    page = browser("bo", "aquavia").get("/notifications/").text
    assert "No longer open to you" in page
    for word in ("Canary", "Textora", "Bea Exemple"):
        assert word not in page.partition("<main")[2]


def test_all_are_marked_as_read_and_exactly_those_are_taken_back(
    app, world, browser, by, work, sent
):
    alix = browser("alix")
    with app.app_context():
        other = plot.a_call(world, title="Second call")
        plot.did(by("cy"), "calls.asked", other)
    work()
    first, second = mine(app, world, "alix")
    alix.post(f"/notifications/{first}/open")
    answer = alix.post("/notifications/read")
    assert new(app, world, "alix") == 0
    with app.app_context():
        plot.did(by("cy"), "calls.asked", db.session.merge(other))
    work()
    assert new(app, world, "alix") == 1
    page = alix.page(answer.location)
    form = page.select_one('form[action="/notifications/unread"]')
    moment = form.select_one("input[name=moment]")["value"]
    browser("dee", "plastalia").post("/notifications/unread", {"moment": moment})
    assert new(app, world, "alix") == 1
    assert alix.post("/notifications/unread", {"moment": moment}).status_code == 303
    assert new(app, world, "alix") == 2
    with app.app_context():
        assert db.session.get(Notification, first).read_at is not None
        assert db.session.get(Notification, second).read_at is None


@pytest.mark.parametrize("moment", ["", "x", "-1", "9" * 40, "1e9", "٣"])
def test_an_odd_moment_takes_nothing_back(app, world, browser, sent, moment):
    alix = browser("alix")
    alix.post("/notifications/read")
    assert alix.post("/notifications/unread", {"moment": moment}).status_code in (303, 404)
    assert new(app, world, "alix") == 0


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "page=99999999999999999999", "show=x",
                                   "undo=x", "undo=99999999999999999999999"])  # fmt: skip
def test_odd_addresses_still_show_a_page(browser, sent, query):
    assert browser("alix").get(f"/notifications/?{query}").status_code == 200


def test_only_what_is_new(app, world, browser, sent):
    alix = browser("alix")
    assert len(alix.page("/notifications/?show=unread").select("li.row--note")) == 1
    alix.post("/notifications/read")
    page = alix.page("/notifications/?show=unread")
    assert page.select("li.row--note") == []
    assert "You have read everything" in words(page)


def test_an_empty_list_says_what_will_be_here(browser, world, app):
    assert "Nobody has had anything to tell you yet" in words(
        browser("una").page("/notifications/")
    )


def many(app, world, by, count):
    with app.app_context():
        call = plot.a_call(world)
        answer = plot.an_answer(world, call)
        for i in range(count):
            kind, about = (("calls.asked", call), ("interests.sent", answer))[i % 2]
            number = plot.did(by("bea"), "x.nothing", about)
            db.session.add(Notification(
                person_id=world.alix, deed_id=number, kind=kind, object_type="call", path="/calls/1",
                params={"organisation": "T", "title": "t", "person": "p"}, object_id=about.id,
            ))  # fmt: skip
            db.session.commit()


def test_pages_of_thirty(app, world, browser, by):
    many(app, world, by, 31)
    alix = browser("alix")
    assert len(alix.page("/notifications/").select("li.row--note")) == 30
    assert len(alix.page("/notifications/?page=2").select("li.row--note")) == 1
    assert len(alix.page("/notifications/?page=50").select("li.row--note")) == 1


def test_a_page_costs_the_same_however_much_there_is(app, world, browser, by):
    alix = browser("alix")
    alix.get("/notifications/")
    costs = []
    for count in (1, 29):
        many(app, world, by, count)
        with plot.Counted(app) as counted:
            assert alix.get("/notifications/").status_code == 200
        costs.append(counted.count)
    assert costs[0] == costs[1]
    assert costs[0] <= 14, counted.statements


def test_old_news_stand_under_their_week(app, world, browser, sent):
    import datetime as dt

    with app.app_context():
        db.session.query(Notification).update(
            {"created_at": utc_now() - dt.timedelta(days=9)}, synchronize_session=False
        )
        db.session.commit()
    page = words(browser("alix").page("/notifications/"))
    assert "Before this week" in page
    assert "Today" not in page
