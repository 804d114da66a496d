"""Passwords that are forgotten or changed."""

import datetime as dt

import pytest
from sqlalchemy import select

from grappe.accounts.models import Person, SecretLink, SignIn
from grappe.foundation.db import db
from grappe.foundation.models import Task
from tests.doors import without_chance

NEW = "trois lampions dans la brume"


def ask(browser, email="ada@example.org"):
    return browser.post("/accounts/forgotten", {"email": email})


def try_in(browser, word, email="ada@example.org"):
    return browser.post("/accounts/sign-in", {"email": email, "password": word}).status_code


def is_in(browser):
    return browser.get("/accounts/preferences").status_code == 200


def alike(text, typed):
    return without_chance(text.replace(typed, "x@"))


def test_a_new_password_is_chosen_by_a_link(app, browser, password, post, line):
    old, here, elsewhere, phone = password("ada"), browser(), browser("ada"), line("ada")
    assert ask(here).status_code == 200
    (letter,) = post("ada@example.org")
    assert "ada@example.org" in here.get(letter.links[0]).text
    assert here.post(letter.links[0], {"password": NEW}).status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    phone.heard()
    assert not phone.open
    assert try_in(browser(), old) == 422
    assert try_in(browser(), NEW) == 303
    assert "has changed" in post("ada@example.org")[-1].subject


def test_the_answer_does_not_tell_whether_there_is_an_account(browser, post):
    names = ("ada", "nobody", "sam", "pip")
    pages = [ask(browser(), f"{n}@example.org") for n in names]
    texts = [alike(p.text, f"{n}@") for p, n in zip(pages, names, strict=True)]
    assert len(set(texts)) == 1
    assert [letter.to for letter in post()] == ["ada@example.org"]


def test_the_door_does_the_same_work_for_every_address(app, browser):
    """What differs is done by the worker, or the time it takes would tell."""
    work = []
    for name in ("ada", "nobody"):
        ask(browser(), f"{name}@example.org")
        with app.app_context():
            rows = db.session.scalars(select(Task).order_by(Task.id)).all()
            work.append([row.kind for row in rows])
            assert db.session.scalars(select(SecretLink)).all() == []
    assert work == [["accounts.send_reset"], ["accounts.send_reset"] * 2]


def test_a_link_works_once_for_an_hour_and_a_newer_one_replaces_it(app, browser, password, post):
    password("ada")
    ask(browser())
    ask(browser())
    first, second = post("ada@example.org")
    assert browser().get(first.links[0]).status_code == 422
    with app.app_context():
        link = db.session.scalars(select(SecretLink)).one()
        link.expires_at -= dt.timedelta(minutes=61)
        db.session.commit()
    assert browser().get(second.links[0]).status_code == 422
    assert browser().post(second.links[0], {"password": NEW}).status_code == 422
    with app.app_context():
        db.session.scalars(select(SecretLink)).one().expires_at += dt.timedelta(hours=1)
        db.session.commit()
    assert browser().post(second.links[0], {"password": NEW}).status_code == 303
    assert browser().post(second.links[0], {"password": NEW + " x"}).status_code == 422
    assert try_in(browser(), NEW) == 303


def test_a_weak_password_does_not_use_the_link_up(browser, post):
    ask(browser())
    (letter,) = post("ada@example.org")
    refused = browser().post(letter.links[0], {"password": "password1234"})
    assert refused.status_code == 422
    assert "lists" in refused.text
    assert browser().post(letter.links[0], {"password": NEW}).status_code == 303


def test_whoever_is_suspended_meanwhile_gets_in_by_no_link(app, world, browser, post):
    from grappe.foundation.db import utc_now

    ask(browser())
    (letter,) = post("ada@example.org")
    with app.app_context():
        db.session.get_one(Person, world.ada).suspended_at = utc_now()
        db.session.commit()
    assert browser().post(letter.links[0], {"password": NEW}).status_code == 422


def test_the_owner_locked_out_by_a_stranger_gets_in_by_the_link(browser, password, post):
    password("ada")
    for n in range(12):
        browser().post("/accounts/sign-in", {"email": "ada@example.org", "password": "wrong " * 3},
                       environ_overrides={"REMOTE_ADDR": f"203.0.113.{n}"})  # fmt: skip
    here = browser()
    ask(here)
    here.post(post("ada@example.org")[0].links[0], {"password": NEW})
    assert is_in(here)


def test_asking_for_links_is_limited(browser):
    assert [ask(browser()).status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_secret_of_a_link_stays_neither_in_links_nor_in_done_tasks(app, browser, post):
    ask(browser())
    (letter,) = post("ada@example.org")
    token = letter.links[0].rpartition("/")[2]
    with app.app_context():
        kept = [str(t.payload) for t in db.session.scalars(select(Task))]
        kept += [link.digest for link in db.session.scalars(select(SecretLink))]
    assert all(token not in text for text in kept)


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(
    app, browser, password, post, line
):
    old, here, elsewhere, phone = password("ada"), browser("ada"), browser("ada"), line("ada")
    path = "/accounts/security/password"
    wrong = here.post(path, {"current": "not the one at all", "new": NEW})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert try_in(browser(), old) == 303
    assert here.post(path, {"current": old, "new": "ada exemple 2026"}).status_code == 422
    assert here.post(path, {"current": old, "new": NEW}).status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    phone.heard()
    assert not phone.open
    assert try_in(browser(), NEW) == 303
    assert try_in(browser(), old) == 422
    assert "has changed" in post("ada@example.org")[-1].subject


def test_guessing_the_present_password_is_limited(browser, password):
    password("ada")
    ada = browser("ada")
    said = {"current": "not the one at all", "new": NEW}
    codes = [ada.post("/accounts/security/password", said).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


@pytest.mark.parametrize("mark", ["reset", "change"])
def test_changing_the_password_kills_the_links_on_their_way(browser, password, post, mark):
    word = password("ada")
    ask(browser())
    (letter,) = post("ada@example.org")
    browser("ada").post("/accounts/security/password", {"current": word, "new": NEW})
    assert browser().get(letter.links[0]).status_code == 422


def test_the_address_changes_once_the_new_one_has_confirmed_it(app, world, browser, password, post):
    word, ada, elsewhere = password("ada"), browser("ada"), browser("ada")
    path = "/accounts/security/address"
    assert ada.post(path, {"email": "new@example.org", "current": "wrong " * 3}).status_code == 422
    assert ada.post(path, {"email": "New@Example.org", "current": word}).status_code == 200
    (letter,) = post("new@example.org")
    assert try_in(browser(), word, "new@example.org") == 422
    ada.get(letter.links[0])
    assert try_in(browser(), word, "new@example.org") == 422
    assert ada.post(letter.links[0]).status_code == 200
    assert try_in(browser(), word, "new@example.org") == 303
    assert try_in(browser(), word) == 422
    assert is_in(ada)
    assert not is_in(elsewhere)
    (notice,) = post("ada@example.org")
    assert "new@example.org" in notice.text
    assert ada.post(letter.links[0]).status_code == 422


def test_an_address_in_use_cannot_be_found_out_or_taken(app, browser, password, post):
    word, ada = password("ada"), browser("ada")
    path = "/accounts/security/address"
    free = ada.post(path, {"email": "new@example.org", "current": word})
    taken = ada.post(path, {"email": "bo@example.org", "current": word})
    assert free.status_code == taken.status_code == 200
    assert alike(free.text, "new@") == alike(taken.text, "bo@")
    assert "already" in post("bo@example.org")[0].subject


def test_two_who_want_one_address_do_not_both_get_it(app, browser, password, post):
    for name in ("ada", "bo"):
        said = {"email": "new@example.org", "current": password(name)}
        assert browser(name).post("/accounts/security/address", said).status_code == 200
    first, second = post("new@example.org")
    assert browser().post(first.links[0]).status_code == 200
    assert browser().post(second.links[0]).status_code == 422


def test_a_session_can_be_ended_from_another(app, world, browser, line):
    here, there, phone = browser("ada"), browser("ada"), line("ada")
    assert "This one" in here.get("/accounts/security").text
    assert here.post(f"/accounts/sessions/{there.sign_in_id}/end").status_code == 303
    assert not is_in(there)
    assert is_in(phone.browser)
    assert here.post("/accounts/sessions/end-others").status_code == 303
    assert not is_in(phone.browser)
    assert is_in(here)
    phone.heard()
    assert not phone.open


def test_nobody_ends_somebody_elses_session(app, browser):
    bo = browser("bo")
    assert browser("ada").post(f"/accounts/sessions/{bo.sign_in_id}/end").status_code == 404
    assert is_in(bo)


def test_the_number_of_an_ended_session_does_not_come_back(app, browser, line):
    """Open lines are known by it: another's new session must not keep one alive."""
    phone = line("ada")
    number = phone.browser.sign_in_id
    phone.browser.post("/accounts/sign-out")
    assert browser("bo").sign_in_id != number
    phone.heard()
    assert not phone.open
    with app.app_context():
        assert db.session.get(SignIn, number) is None


@pytest.mark.parametrize("way", ["sign-out", "end", "end-others", "password", "suspend", "again"])
def test_every_end_of_a_session_tells_the_open_lines(app, world, browser, password, way):
    """Without waiting for the round that looks for dead ones."""
    from grappe.foundation.models import AccessEpoch

    def epoch():
        with app.app_context():
            return db.session.scalar(select(AccessEpoch.version)) or 0

    word, here, there = password("ada"), browser("ada"), browser("ada")
    path, said = {
        "sign-out": ("/accounts/sign-out", {}),
        "end": (f"/accounts/sessions/{there.sign_in_id}/end", {}),
        "end-others": ("/accounts/sessions/end-others", {}),
        "password": ("/accounts/security/password", {"current": word, "new": NEW}),
        "suspend": (f"/accounts/people/{world.ada}/suspend", {"reason": "because"}),
        "again": ("/accounts/sign-in", {"email": "ada@example.org", "password": word}),
    }[way]
    one, before = browser("nora") if way == "suspend" else here, epoch()
    assert one.post(path, said).status_code == 303
    assert epoch() > before
