"""Signing in and out."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from grappe.accounts.models import Person, SignIn
from grappe.foundation import passwords
from grappe.foundation.db import db, utc_now
from tests.doors import without_chance

WRONG = "not the one at all"


def try_in(browser, email, password, **more):
    return browser.post("/accounts/sign-in", {"email": email, "password": password} | more)


def session_cookie(browser):
    found = browser.client.get_cookie("grappe", domain="127.0.0.1")
    return found.value if found else ""


def test_one_signs_in_with_address_and_password(browser, password):
    word, stranger = password("ada"), browser()
    answer = try_in(stranger, "  Ada@Example.org ", word)
    assert answer.status_code == 303
    assert answer.location == "/"
    assert "Ada Exemple" in stranger.get("/").text
    assert "Plastalia" in stranger.get("/").text


def test_a_wrong_password_gets_the_same_page_as_an_unknown_address(browser, password):
    password("ada")
    known = try_in(browser(), "ada@example.org", WRONG)
    unknown = try_in(browser(), "nobody@example.org", WRONG)
    assert known.status_code == unknown.status_code == 422
    assert without_chance(known.text) == without_chance(unknown.text)
    assert WRONG not in known.text


@pytest.mark.parametrize("name", ["sam", "pip"])
def test_a_suspended_or_unconfirmed_account_gets_the_same_page_even_with_its_password(
    browser, password, name
):
    word = password(name)
    closed = try_in(browser(), f"{name}@example.org", word)
    unknown = try_in(browser(), "nobody@example.org", word)
    assert closed.status_code == 422
    assert without_chance(closed.text) == without_chance(unknown.text)


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(browser, password, monkeypatch):
    password("ada")
    seen = []
    real = passwords._verified
    monkeypatch.setattr(passwords, "_verified", lambda *a: seen.append(1) or real(*a))
    for email in ("ada@example.org", "nobody@example.org", "una@example.org", "sam@example.org"):
        before = len(seen)
        try_in(browser(), email, WRONG)
        assert len(seen) == before + 1, email


def test_an_account_without_a_password_opens_to_no_password(browser):
    assert try_in(browser(), "una@example.org", "the password of nobody").status_code == 422


def test_a_new_session_has_a_new_token_and_the_old_one_is_over(app, browser, password):
    word, ada = password("ada"), browser("ada")
    old, number = session_cookie(ada), ada.sign_in_id
    assert try_in(ada, "ada@example.org", word).status_code == 303
    assert session_cookie(ada) not in ("", old)
    with app.app_context():
        assert db.session.get(SignIn, number) is None


def test_a_token_somebody_planted_is_not_taken_over(app, browser, password):
    word, victim = password("ada"), browser()
    victim.client.set_cookie("grappe", "planted-by-somebody-else-0123456789", domain="127.0.0.1")
    try_in(victim, "ada@example.org", word)
    assert session_cookie(victim) != "planted-by-somebody-else-0123456789"


def test_forms_are_signed_anew_after_signing_in(browser, password):
    word, ada = password("ada"), browser()
    before = ada.csrf()
    try_in(ada, "ada@example.org", word)
    assert ada.client.post("/accounts/theme", data={"csrf_token": before}).status_code == 400


def test_only_the_digest_of_a_token_is_kept(app, browser, password):
    word, ada = password("ada"), browser()
    try_in(ada, "ada@example.org", word)
    with app.app_context():
        kept = db.session.scalars(select(SignIn.digest)).all()
    assert len(kept) == 1
    assert len(kept[0]) == 64
    assert session_cookie(ada) not in kept


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(browser, password):
    word = password("ada")
    here = next(c for c in try_in(browser(), "ada@example.org", word).headers.getlist("Set-Cookie")
                if c.startswith("grappe="))  # fmt: skip
    assert "HttpOnly" in here
    assert "SameSite=Lax" in here
    assert "Max-Age" not in here
    stays = next(
        c for c in try_in(browser(), "ada@example.org", word, stay="y").headers.getlist("Set-Cookie")
        if c.startswith("grappe=")
    )  # fmt: skip
    assert f"Max-Age={60 * 24 * 3600}" in stays


def test_signing_out_ends_the_session_and_not_only_the_cookie(app, browser, line):
    ada = browser("ada")
    stolen = session_cookie(ada)
    answer = ada.post("/accounts/sign-out")
    assert answer.status_code == 303
    assert session_cookie(ada) == ""
    thief = browser()
    thief.client.set_cookie("grappe", stolen, domain="127.0.0.1")
    assert "Ada Exemple" not in thief.get("/").text


@pytest.mark.parametrize("target", [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=1\r\nX: y", "http:evil.example", "///evil.example", " //evil.example", "/\t/evil.example",
    "evil.example", "/ok\x00", "/\n/evil.example", "?next=//evil", "data:text/html,x",
])  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(browser, password, target):
    answer = try_in(browser(), "ada@example.org", password("ada"), next=target)
    assert answer.status_code == 303
    assert answer.location == "/" or answer.location.startswith("/%0d%0aSet") is False
    assert re.match(r"^/(?![/\\])", answer.location)
    assert "evil.example" not in answer.location or answer.location.startswith("/%")
    assert "X" not in answer.headers


def test_one_comes_to_the_page_one_wanted(browser, password):
    wanted = browser().get("/accounts/preferences")
    assert wanted.status_code == 303
    assert wanted.location.startswith("/accounts/sign-in?next=")
    answer = try_in(browser(), "ada@example.org", password("ada"), next="/calls/?region=84")
    assert answer.location == "/calls/?region=84"


def test_guessing_is_slowed_down_for_an_account_wherever_it_comes_from(app, browser, password):
    word = password("ada")
    codes = [guess_from(browser, f"203.0.113.{n}", WRONG) for n in range(11)]
    assert codes == [422] * 10 + [429]
    assert guess_from(browser, "203.0.113.99", word) == 429


def guess_from(browser, place, word, who=None):
    who = who or browser()
    return who.post("/accounts/sign-in", {"email": "ada@example.org", "password": word},
                    environ_overrides={"REMOTE_ADDR": place}).status_code  # fmt: skip


def test_a_stranger_who_guesses_does_not_lock_the_owner_out(app, browser, password):
    word, own = password("ada"), browser()
    assert try_in(own, "ada@example.org", word).status_code == 303
    own.post("/accounts/sign-out")
    own.token = ""
    for n in range(12):
        guess_from(browser, f"203.0.113.{n}", WRONG)
    assert guess_from(browser, "203.0.113.77", word) == 429
    assert try_in(own, "ada@example.org", word).status_code == 303


def test_guessing_is_slowed_down_for_a_place_whatever_accounts_it_tries(browser):
    one = browser()
    codes = [try_in(one, f"person{n}@example.org", WRONG).status_code for n in range(31)]
    assert codes == [422] * 30 + [429]


def test_a_password_hashed_in_an_older_way_is_hashed_anew(app, world, browser):
    from argon2 import PasswordHasher

    with app.app_context():
        old = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(
            "orage violet sur la jetee"
        )
        db.session.get_one(Person, world.ada).password = old
        db.session.commit()
    assert try_in(browser(), "ada@example.org", "orage violet sur la jetee").status_code == 303
    with app.app_context():
        kept = db.session.get_one(Person, world.ada).password
    assert kept.startswith("$argon2id$")
    assert "m=64,t=3" in kept
    assert try_in(browser(), "ada@example.org", "orage violet sur la jetee").status_code == 303


def test_hashing_never_stands_inside_a_transaction(app, by, world):
    from grappe.foundation.operations import operation

    @operation
    def hash_inside():
        passwords.hashed("orage violet sur la jetee")

    with app.app_context(), pytest.raises(RuntimeError):
        hash_inside()


def test_few_hash_at_once(app, monkeypatch):
    now, most = [0], [0]

    def slow():
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.05)
        now[0] -= 1

    def one(_):
        with app.app_context():
            passwords.apart(slow)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, range(12)))
    assert most[0] <= 4


def test_a_session_in_use_is_noted_at_most_every_ten_minutes(app, browser):
    import datetime as dt

    ada = browser("ada")
    hour_ago = utc_now() - dt.timedelta(hours=1)
    for was, noted in ((hour_ago, True), (utc_now() - dt.timedelta(minutes=3), False)):
        with app.app_context():
            db.session.get_one(SignIn, ada.sign_in_id).used_at = was
            db.session.commit()
        assert ada.get("/").status_code == 200
        with app.app_context():
            now = db.session.get_one(SignIn, ada.sign_in_id).used_at
        assert (now > was + dt.timedelta(minutes=1)) is noted


def test_the_language_of_a_visitor_is_kept_in_the_browser(browser):
    one = browser()
    answer = one.post("/accounts/language", {"locale": "fr", "next": "/accounts/register"})
    assert answer.location == "/accounts/register"
    assert 'lang="fr"' in one.get("/accounts/register").text
    one.post("/accounts/language", {"locale": "xx"})
    assert 'lang="fr"' in one.get("/accounts/register").text


def test_language_and_theme_of_an_account_go_with_it(app, world, browser):
    ada = browser("ada")
    ada.post("/accounts/language", {"locale": "fr", "next": "//evil.example"})
    assert ada.post("/accounts/theme", {"theme": "dark", "next": "/calls/"}).location == "/calls/"
    ada.post("/accounts/theme", {"theme": "pink"})
    with app.app_context():
        person = db.session.get_one(Person, world.ada)
    assert (person.locale, person.theme) == ("fr", "dark")
    assert 'data-theme="dark"' in browser("ada").get("/").text


@pytest.mark.parametrize("path", ["/accounts/demonstration/1", "/accounts/demo-mail"])
def test_there_is_no_demonstration_where_it_is_off(browser, path):
    one = browser()
    assert one.get("/accounts/demo-mail").status_code == 404
    assert one.post("/accounts/demonstration/1").status_code == 404
    assert "demonstration" not in one.get("/accounts/sign-in").text
