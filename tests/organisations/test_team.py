"""The team of an organisation."""

import threading

import pytest
from sqlalchemy import select

from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Invalid, Missing
from grappe.foundation.models import Deed
from grappe.organisations.models import Membership


def membership(app, world, person, organisation="plastalia"):
    with app.app_context():
        return db.session.scalars(
            select(Membership.id).where(
                Membership.person_id == getattr(world, person),
                Membership.organisation_id == getattr(world, organisation),
            )
        ).one()


def row(app, number):
    with app.app_context():
        return db.session.get_one(Membership, number)


def end(browser, number):
    return browser.post(f"/organisations/memberships/{number}/end")


def test_the_team_sees_itself_and_who_was_there_before(browser):
    page = browser("alix").get("/organisations/team").text
    for name in ("Ada", "Alix", "Dee", "Fay"):
        assert f"{name} Exemple" in page
    assert "Bo Exemple" not in page
    assert "1 former member" in page
    assert "Invite colleagues" not in page


def test_whoever_acts_for_nobody_has_no_team(browser):
    assert browser("una").get("/organisations/team").status_code == 403
    assert browser().get("/organisations/team").status_code == 303


def test_a_second_administrator_is_asked_for_while_there_is_one(app, world, browser):
    ada = browser("ada")
    assert "only one administrator" in ada.get("/organisations/team").text
    number = membership(app, world, "alix")
    ada.post(f"/organisations/memberships/{number}/role", {"role": "administrator"})
    assert "only one administrator" not in ada.get("/organisations/team").text
    assert row(app, number).role == "administrator"


def test_the_last_administrator_stays_one(app, world, browser):
    ada, number = browser("ada"), membership(app, world, "ada")
    for answer in (
        ada.post(f"/organisations/memberships/{number}/role", {"role": "staff"}),
        end(ada, number),
    ):
        assert answer.status_code == 422
        assert "needs an administrator" in answer.text
        assert "Alix Exemple" in answer.text
    kept = row(app, number)
    assert (kept.role, kept.until) == ("administrator", None)


def test_ending_asks_first_and_then_closes_every_door(app, world, browser, line):
    ada, alix, phone = browser("ada"), browser("alix"), line("alix")
    number = membership(app, world, "alix")
    assert (
        "Take Alix Exemple out of the team"
        in ada.get(f"/organisations/memberships/{number}/end").text
    )
    assert row(app, number).until is None
    assert phone.say("live:watch", {"topic": f"people/{world.alix}", "version": 0})["ok"]
    assert end(ada, number).status_code == 303
    assert row(app, number).until is not None
    assert alix.get("/organisations/team").status_code == 403
    assert alix.get("/accounts/preferences").status_code == 200
    assert "No organisation" in alix.get("/").text
    with app.app_context():
        left = db.session.scalars(select(Deed).where(Deed.verb == "organisations.left")).one()
    assert (left.object_id, left.person_id, left.data) == (
        world.plastalia,
        world.ada,
        {"person": world.alix},
    )
    assert end(ada, number).status_code == 404


def test_access_is_looked_at_again_when_a_membership_ends(app, world, browser):
    from grappe.foundation.models import AccessEpoch

    def epoch():
        with app.app_context():
            return db.session.scalar(select(AccessEpoch.version)) or 0

    before = epoch()
    end(browser("ada"), membership(app, world, "alix"))
    assert epoch() > before


def test_one_may_leave(app, world, browser):
    alix, number = browser("alix"), membership(app, world, "alix")
    assert "Leave the team" in alix.get(f"/organisations/memberships/{number}/end").text
    assert end(alix, number).location == "/"
    assert alix.get("/organisations/team").status_code == 403


def test_one_may_leave_another_organisation_than_one_acts_for(app, world, browser):
    dee = browser("dee")
    assert end(dee, membership(app, world, "dee", "textora")).status_code == 303
    assert dee.get("/organisations/team").status_code == 200


@pytest.mark.parametrize("name", ["alix", "bo", "cy", "nora", "fay"])
def test_nobody_else_touches_a_membership(app, world, browser, name):
    one, number = browser(name), membership(app, world, "dee")
    assert (
        one.post(f"/organisations/memberships/{number}/role", {"role": "administrator"}).status_code
        == 404
    )
    assert one.post(f"/organisations/memberships/{number}/title", {"title": "x"}).status_code == 404
    assert end(one, number).status_code == 404
    assert row(app, number).role == "staff"


def test_staff_do_not_make_themselves_administrators(app, world, browser):
    number = membership(app, world, "alix")
    answer = browser("alix").post(
        f"/organisations/memberships/{number}/role", {"role": "administrator"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["", "owner", "ADMINISTRATOR", "\x00", "x" * 10_000])
def test_only_the_roles_there_are_can_be_given(app, world, browser, role):
    number = membership(app, world, "alix")
    assert (
        browser("ada").post(f"/organisations/memberships/{number}/role", {"role": role}).status_code
        == 422
    )
    assert row(app, number).role == "staff"


def test_what_one_does_is_written_by_oneself_or_an_administrator(app, world, browser):
    number = membership(app, world, "alix")
    path = f"/organisations/memberships/{number}/title"
    assert browser("alix").post(path, {"title": "Projets européens 🚀\r\nX: y"}).status_code == 303
    assert row(app, number).title == "Projets européens 🚀 X: y"
    assert browser("ada").post(path, {"title": "x" * 121}).status_code == 422
    assert browser("ada").post(path, {"title": ""}).status_code == 303


def test_two_administrators_who_leave_at_once_leave_one(app, world, by):
    from grappe.organisations.operations.team import end_membership

    with app.app_context():
        second = db.session.get_one(Membership, membership(app, world, "alix"))
        second.role = "administrator"
        db.session.commit()
    start, outcomes = threading.Barrier(2), []

    def leave(name):
        with app.app_context():
            mine = db.session.get_one(Membership, membership_ids[name])
            actor = by(name)
            db.session.rollback()
            start.wait()
            try:
                end_membership(actor, mine)
                outcomes.append("left")
            except Invalid:
                outcomes.append("stays")

    membership_ids = {name: membership(app, world, name) for name in ("ada", "alix")}
    threads = [threading.Thread(target=leave, args=(name,)) for name in membership_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["left", "stays"]


def test_a_membership_that_has_ended_is_ended_once(app, world, by):
    from grappe.organisations.operations.team import end_membership

    with app.app_context():
        gone = db.session.get_one(Membership, membership(app, world, "fay"))
        gone_at = gone.until
        with pytest.raises(Missing):
            end_membership(by("ada"), gone)
        assert db.session.get_one(Membership, gone.id).until == gone_at
    assert utc_now() > gone_at


def test_the_page_costs_few_queries_however_large_the_team(app, world, browser, queries):
    from grappe.accounts.models import Person

    with app.app_context():
        for n in range(40):
            person = Person(email=f"more{n}@example.org", name=f"More {n}", confirmed_at=utc_now())
            db.session.add(person)
            db.session.flush()
            db.session.add(Membership(person_id=person.id, organisation_id=world.plastalia))
        db.session.commit()
    ada = browser("ada")
    with queries() as seen:
        assert "More 39" in ada.get("/organisations/team").text
    with queries() as shell:
        ada.get("/accounts/security/password")  # a page that asks for nothing of its own
    assert len(seen) - len(shell) <= 4, "\n".join(seen)
