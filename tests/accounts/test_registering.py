"""Registering: an account comes to be when its address has been confirmed."""

import datetime as dt
import re

import pytest
from sqlalchemy import func, select

from grappe.accounts.models import Person, SecretLink
from grappe.foundation.db import db, utc_now

GOOD = "huit girafes sous la neige"
NEW = "gil@example.org"


def register(browser, email=NEW, name="Gil Exemple", password=GOOD):
    return browser.post("/accounts/register", {"email": email, "name": name, "password": password})


def try_in(browser, email=NEW, password=GOOD):
    return browser.post("/accounts/sign-in", {"email": email, "password": password}).status_code


def people(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Person.id)))


def age_links(app, hours):
    with app.app_context():
        for link in db.session.scalars(select(SecretLink)):
            link.expires_at -= dt.timedelta(hours=hours)
        db.session.commit()


def test_whoever_registers_and_confirms_may_sign_in(app, browser, post):
    one = browser()
    assert register(one).status_code == 200
    (letter,) = post(NEW)
    assert "Gil Exemple" in letter.text
    assert letter.html
    assert try_in(browser()) == 422
    assert "Gil Exemple" in one.get(letter.links[0]).text
    assert one.post(letter.links[0]).status_code == 200
    assert try_in(one) == 303
    assert "Gil Exemple" in one.get("/").text


def test_looking_at_the_link_confirms_nothing(app, browser, post):
    one = browser()
    register(one)
    (letter,) = post(NEW)
    for _ in range(3):
        assert one.get(letter.links[0]).status_code == 200
        one.client.head(letter.links[0], base_url="http://127.0.0.1")
    assert try_in(one) == 422
    one.post(letter.links[0])
    assert try_in(one) == 303


def test_the_page_is_the_same_whether_the_address_has_an_account_or_not(browser, post):
    pages = []
    for email in ("ada@example.org", "gil@example.org", "pip@example.org", "sam@example.org"):
        answer = register(browser(), email)
        pages.append((answer.status_code, answer.text.replace(email, "x")))
    assert len({re.sub(r'csrf_token"[^>]*>', "", text) for _, text in pages}) == 1
    assert {code for code, _ in pages} == {200}


def test_the_owner_of_an_address_in_use_is_told_and_nothing_changes(app, world, browser, post):
    before = people(app)
    register(browser(), "ada@example.org", "Somebody Else")
    (letter,) = post("ada@example.org")
    assert "already have an account" in letter.subject
    assert letter.links[:2] == ["/accounts/sign-in", "/accounts/forgotten"]
    assert people(app) == before
    with app.app_context():
        assert db.session.get_one(Person, world.ada).name == "Ada Exemple"


def test_registering_hashes_once_whoever_has_the_address(browser, monkeypatch):
    from grappe.foundation import passwords

    seen = []
    real = passwords.hashed
    monkeypatch.setattr(passwords, "hashed", lambda word: seen.append(1) or real(word))
    for count, email in enumerate(("ada@example.org", "gil@example.org", "sam@example.org"), 1):
        register(browser(), email)
        assert len(seen) == count


def test_each_link_opens_the_account_with_what_was_said_for_it(app, browser, post):
    """A stranger who registers the same address in between cannot choose its password."""
    register(browser(), password="le mot de passe du proprietaire")
    register(browser(), name="A Stranger", password="le mot de passe de quelqu un")
    first, second = post(NEW)
    assert browser().post(first.links[0]).status_code == 200
    assert browser().post(second.links[0]).status_code == 422
    assert try_in(browser(), password="le mot de passe de quelqu un") == 422
    assert try_in(browser(), password="le mot de passe du proprietaire") == 303


def test_a_link_works_once_and_not_for_ever(app, browser, post):
    one = browser()
    register(one)
    (letter,) = post(NEW)
    age_links(app, 73)
    assert one.get(letter.links[0]).status_code == 422
    assert one.post(letter.links[0]).status_code == 422
    age_links(app, -73)
    assert one.post(letter.links[0]).status_code == 200
    again = one.post(letter.links[0])
    assert again.status_code == 422
    assert "used" in again.text


@pytest.mark.parametrize("token", ["x", "a" * 43, "é" * 30, "%00" * 12, "a" * 5000])
def test_a_link_nobody_was_sent_explains_itself(browser, token):
    for place in ("confirm", "address", "reset"):
        assert browser().get(f"/accounts/{place}/{token}").status_code == 422
        assert browser().post(f"/accounts/{place}/{token}").status_code == 422


def test_a_link_opens_only_what_it_is_for(browser, post):
    register(browser())
    (letter,) = post(NEW)
    token = letter.links[0].rpartition("/")[2]
    assert browser().get(f"/accounts/reset/{token}").status_code == 422
    assert browser().get(f"/accounts/address/{token}").status_code == 422


@pytest.mark.parametrize("weak, why", [
    ("short", "between 12 and 128"),
    ("x" * 129, "128"),
    ("aaaaaaaaaaaaaa", "lists"),
    ("password1234", "lists"),
    ("passwordpassword", "lists"),
    ("motdepassemotdepasse", "lists"),
    ("123456789012", "lists"),
    ("Gil Exemple 2026", "guessed"),
    ("grappe-grappe-2026!", "guessed"),
    ("Grappe Exemple 1!", "guessed"),
])  # fmt: skip
def test_passwords_that_anybody_would_try_are_refused_with_the_reason(browser, app, weak, why):
    before = people(app)
    answer = register(browser(), password=weak)
    assert answer.status_code == 422
    assert why in answer.text
    assert weak not in answer.text or weak == "short"
    assert "Gil Exemple" in answer.text
    assert people(app) == before


@pytest.mark.parametrize("good", ["correct horse battery staple", "tournesol-ravin-87-cobalt",
                                  "蔵の中の青い鳥と白い雲と風", "z7$kQ2!vLp9w", "😀 nuage velours 😀 tambour"])  # fmt: skip
def test_no_rule_of_composition_stands_in_the_way(browser, good, post):
    one = browser()
    assert register(one, password=good).status_code == 200
    one.post(post(NEW)[0].links[0])
    assert try_in(one, password=good) == 303


@pytest.mark.parametrize("name", [
    "Eve\r\nBcc: all@example.org", "Eve\nSubject: x", "Eve\x00\x0b\x1f", "Eve\u202e gro.live", "E" * 120, "😀 Zoë Ø",
    "Eve\u2028Bcc: x", "<script>alert(1)</script>", "{{ 7*7 }} %s %(name)s",
])  # fmt: skip
def test_a_name_cannot_reach_the_headers_of_a_mail(browser, post, name):
    assert register(browser(), name=name).status_code == 200
    (letter,) = post(NEW)
    assert letter.to == NEW
    assert set(letter.headers) <= {"Subject", "To", "From", "Date", "Message-ID", "Auto-Submitted",
                                   "MIME-Version", "Content-Type"}  # fmt: skip
    assert "\u202e" not in letter.text
    assert "<script>" not in letter.html


@pytest.mark.parametrize("field", ["name", "email", "password"])
@pytest.mark.parametrize(
    "bad", ["", " ", "\x00", "\ud7ff\x7f", "x" * 50_000, "😀" * 500, "a@b", "'; --", "\t\n"]
)
def test_odd_input_is_answered_calmly(browser, field, bad):
    said = {"name": "Gil", "email": NEW, "password": GOOD} | {field: bad}
    assert browser().post("/accounts/register", said).status_code in (200, 422)
    said = {"email": NEW, "password": GOOD} | {field: bad}
    assert browser().post("/accounts/sign-in", said).status_code == 422
    assert browser().post("/accounts/forgotten", {"email": bad}).status_code in (200, 422)


def test_registering_is_limited_for_a_place_and_for_an_address(browser):
    one = browser()
    codes = [register(one).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    codes = [register(one, f"gil{n}@example.org").status_code for n in range(16)]
    assert codes[-1] == 429


def test_what_nobody_confirmed_is_forgotten_in_time(app, browser, by):
    from grappe.accounts.operations.housekeeping import forget_regularly

    register(browser())
    before = people(app)
    with app.app_context():
        forget_regularly()
    assert people(app) == before
    with app.app_context():
        for person in db.session.scalars(select(Person).where(Person.confirmed_at.is_(None))):
            person.created_at = utc_now() - dt.timedelta(days=15)
        db.session.commit()
        forget_regularly()
    assert people(app) == before - 2  # Gil, and Pip of the cast
