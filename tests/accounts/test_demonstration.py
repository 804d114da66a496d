"""The demonstration: be one of its people, read the mails that were kept."""

import pytest

from grappe.accounts.models import Person
from grappe.foundation.db import db
from tests import letters


@pytest.fixture
def demo(app, monkeypatch, world):
    """The application as a demonstration, in which Ada is one of the invented people."""
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], demo=True))
    letters.burn(app)
    with app.app_context():
        db.session.get_one(Person, world.ada).email = "ada@demo.grappe.example"
        db.session.get_one(Person, world.sam).email = "sam@demo.grappe.example"
        db.session.commit()


def test_one_may_be_an_invented_person_without_a_password(demo, world, browser):
    one = browser()
    page = one.page("/accounts/sign-in")
    assert [b.text for b in page.select(".demo__list b")] == ["Ada Exemple"]
    assert page.select_one(".demo__list small").text == "Plastalia"
    assert (
        one.post(f"/accounts/demonstration/{world.ada}", {"next": "//evil.example"}).location == "/"
    )
    assert "Ada Exemple" in one.get("/").text


@pytest.mark.parametrize("name", ["bo", "sam", "pip"])
def test_nobody_else_is_open_without_a_password(demo, world, browser, name):
    assert browser().post(f"/accounts/demonstration/{getattr(world, name)}").status_code == 404
    assert browser().post("/accounts/demonstration/999999").status_code == 404


def test_looking_makes_nobody_anybody(demo, world, browser):
    assert browser().get(f"/accounts/demonstration/{world.ada}").status_code == 405


def test_a_visitor_finds_the_link_that_confirms_among_the_kept_mails(demo, browser, work):
    one = browser()
    said = {"name": "Gil <b>", "email": "gil@example.org", "password": "huit girafes sous la neige"}
    assert "/accounts/demo-mail" in one.post("/accounts/register", said).text
    work()
    link = one.page("/accounts/demo-mail").select_one("article a")["href"]
    assert one.post(link.removeprefix("http://127.0.0.1")).status_code == 200
    assert "<b>" not in one.get("/accounts/demo-mail").text.replace("<b>Gil", "")
