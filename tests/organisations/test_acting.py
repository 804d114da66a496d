"""For which of their organisations somebody acts."""

import pytest

from grappe.foundation.db import db
from grappe.organisations.models import Membership
from grappe.organisations.queries import affiliation, companies_of, memberships


def mine(app, by, person, organisation=None):
    with app.app_context():
        return {row.slug: row.id for row in memberships(by(person, organisation))}


def sign_in(browser, password, name):
    one = browser()
    one.post("/accounts/sign-in", {"email": f"{name}@example.org", "password": password(name)})
    one.token = ""  # forms are signed anew after signing in
    return one


def acts_for(browser):
    return browser.page("/accounts/preferences").select_one(".me small").text


def test_one_changes_with_one_click_and_stays_where_one_was(app, by, browser):
    dee, rows = browser("dee"), mine(app, by, "dee")
    assert set(rows) == {"plastalia", "textora"}
    assert acts_for(dee) == "Plastalia"
    answer = dee.post(
        "/organisations/act-for", {"membership": rows["textora"], "next": "/calls/?page=2"}
    )
    assert answer.location == "/calls/?page=2"
    assert acts_for(dee) == "Textora"


def test_the_choice_is_for_this_session_and_remembered_for_the_next(app, by, browser, password):
    rows = mine(app, by, "dee")
    here, elsewhere = sign_in(browser, password, "dee"), browser("dee")
    assert acts_for(here) == "Plastalia"
    here.post("/organisations/act-for", {"membership": rows["textora"]})
    assert acts_for(elsewhere) == "Plastalia"
    assert acts_for(sign_in(browser, password, "dee")) == "Textora"


def test_a_former_membership_is_not_chosen(browser, password):
    assert acts_for(sign_in(browser, password, "fay")) == "No organisation"
    assert acts_for(sign_in(browser, password, "una")) == "No organisation"


@pytest.mark.parametrize("membership", ["0", "-1", "x", "", "99999999999999999999", "1e3", "²"])
def test_one_cannot_act_for_what_is_not_one_of_ones_own(browser, membership):
    assert (
        browser("cy").post("/organisations/act-for", {"membership": membership}).status_code == 404
    )


def test_nobody_acts_for_the_organisation_of_another(app, by, browser):
    cy = browser("cy")
    assert (
        cy.post(
            "/organisations/act-for", {"membership": mine(app, by, "dee")["textora"]}
        ).status_code
        == 404
    )
    assert acts_for(cy) == "Aquavia"


def test_whoever_is_no_longer_there_cannot_choose_it_again(app, world, browser):
    with app.app_context():
        former = db.session.scalars(
            db.select(Membership.id).where(Membership.person_id == world.fay)
        ).one()
    assert browser("fay").post("/organisations/act-for", {"membership": former}).status_code == 404


def test_a_cluster_acts_for_its_companies_and_for_no_others(app, world, by):
    from grappe.foundation.errors import Missing

    with app.app_context():
        assert [row.name for row in companies_of(by("alix"))] == ["Fibrelle"]
        assert affiliation(by("alix"), world.fibrelle).cluster_id == world.plastalia
        for stranger in (by("bo"), by("dee", "textora"), by("oda")):
            assert companies_of(stranger) == []
            with pytest.raises(Missing):
                affiliation(stranger, world.fibrelle)


def test_whom_one_may_act_for_costs_one_query(app, by, queries):
    with app.app_context():
        dee = by("dee")
        with queries() as seen:
            memberships(dee)
    assert len(seen) == 1
