"""One's own account, and those of others."""

import pytest
from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.db import db
from grappe.foundation.models import Deed

SAID = {"name": "Ada Neuve", "ask_me_about": "Composites,\nItalie", "locale": "fr", "timezone": "Indian/Reunion",
        "theme": "light", "density": "compact"}  # fmt: skip


def person(app, number):
    with app.app_context():
        return db.session.get_one(Person, number)


def test_preferences_are_kept_and_seen_at_once(app, world, browser):
    ada = browser("ada")
    assert ada.post("/accounts/preferences", SAID).status_code == 303
    kept = person(app, world.ada)
    assert {name: getattr(kept, name) for name in SAID} == SAID
    page = ada.get("/").text
    assert 'lang="fr"' in page
    assert 'data-theme="light"' in page
    assert 'data-density="compact"' in page
    assert "Ada Neuve" in page


def test_only_the_fields_of_the_form_can_change(app, world, browser):
    before = person(app, world.ada)
    more = {"email": "x@example.org", "password": "x", "confirmed_at": "", "suspended_at": "2020-01-01",
            "id": "1", "seen_at": "2020-01-01"}  # fmt: skip
    assert browser("ada").post("/accounts/preferences", SAID | more).status_code == 303
    after = person(app, world.ada)
    for name in more:
        assert getattr(before, name) == getattr(after, name), name


@pytest.mark.parametrize("field, bad", [
    ("name", ""), ("name", "x" * 121), ("ask_me_about", "x" * 601), ("locale", "de"), ("timezone", "Mars/Base"),
    ("timezone", "../../etc/passwd"), ("theme", "pink"), ("density", "x" * 99), ("name", "\x00\x01"),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_what_was_typed_stays(app, world, browser, field, bad):
    answer = browser("ada").post("/accounts/preferences", SAID | {field: bad})
    assert answer.status_code == 422
    assert "Composites" in answer.text or field == "ask_me_about"
    assert person(app, world.ada).name == "Ada Exemple"


def test_the_profile_of_a_person_is_for_the_network(app, world, browser):
    browser("ada").post("/accounts/preferences", SAID)
    page = browser("cy").get(f"/accounts/people/{world.ada}").text
    assert "Ada Neuve" in page
    assert "Composites" in page
    assert "Plastalia" in page
    assert "ada@example.org" not in page
    assert browser().get(f"/accounts/people/{world.ada}").status_code == 303


@pytest.mark.parametrize("name", ["sam", "pip"])
def test_a_closed_account_has_no_profile(world, browser, name):
    assert browser("ada").get(f"/accounts/people/{getattr(world, name)}").status_code == 404


def test_the_network_suspends_at_once_and_the_log_says_why(
    app, world, browser, line, password, post
):
    word, ada, phone, nora = password("ada"), browser("ada"), line("ada"), browser("nora")
    path = f"/accounts/people/{world.ada}"
    assert nora.post(f"{path}/suspend", {"reason": ""}).status_code == 422
    assert nora.post(f"{path}/suspend", {"reason": "Left in anger"}).status_code == 303
    assert ada.get("/accounts/preferences").status_code == 303
    phone.heard()
    assert not phone.open
    said = {"email": "ada@example.org", "password": word}
    assert browser().post("/accounts/sign-in", said).status_code == 422
    with app.app_context():
        done = db.session.scalars(select(Deed).where(Deed.verb == "accounts.suspended")).one()
    assert (done.person_id, done.object_id, done.data) == (
        world.nora,
        world.ada,
        {"reason": "Left in anger"},
    )
    assert "suspended since" in nora.get(f"{path}/access").text
    assert nora.post(f"{path}/unsuspend").status_code == 303
    assert browser().post("/accounts/sign-in", said).status_code == 303
    nora.post(f"{path}/unsuspend")
    with app.app_context():
        assert (
            len(db.session.scalars(select(Deed).where(Deed.verb == "accounts.unsuspended")).all())
            == 1
        )


@pytest.mark.parametrize("name", ["ada", "nils", "oda", "alix"])
def test_nobody_else_suspends(world, browser, name):
    for what in ("suspend", "unsuspend"):
        answer = browser(name).post(f"/accounts/people/{world.bo}/{what}", {"reason": "because"})
        assert answer.status_code == 404
    assert browser(name).get(f"/accounts/people/{world.bo}/access").status_code == 404


def test_an_administrator_of_the_network_cannot_suspend_herself(world, browser):
    assert (
        browser("nora").post(f"/accounts/people/{world.nora}/suspend", {"reason": "x"}).status_code
        == 404
    )


def test_pages_of_the_account_cost_few_queries(app, world, browser, queries):
    ada = browser("ada")
    for _ in range(12):
        browser("ada")
    for path in ("/accounts/preferences", "/accounts/security", f"/accounts/people/{world.bo}"):
        with queries() as seen:
            assert ada.get(path).status_code == 200
        with queries() as shell:
            ada.get("/accounts/security/password")  # a page that asks for nothing of its own
        assert len(seen) - len(shell) <= 4, "\n".join(seen)
