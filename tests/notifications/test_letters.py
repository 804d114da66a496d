"""Some news goes out by e-mail: in the reader's language, if they want it, if it is still theirs."""

import datetime as dt
import email
import email.policy
import re

import pytest
import time_machine

from grappe.accounts.models import Person
from grappe.foundation.db import db
from grappe.notifications.models import NotificationPreference
from tests.notifications import plot


@pytest.fixture
def letters(app, work):
    """letters() sends what is due; gives the mails kept since it was asked last, by address."""
    folder = app.extensions["settings"].instance / "mail"
    seen = set(folder.glob("*.eml")) if folder.exists() else set()

    def read():
        work()
        found = {}
        for file in sorted(set(folder.glob("*.eml")) - seen) if folder.exists() else []:
            seen.add(file)
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            found.setdefault(message["To"].partition("@")[0], []).append(message)
        return found

    return read


@pytest.fixture
def sent(app, world, by):
    with app.app_context():
        return plot.did(by("bea"), "interests.sent", plot.an_answer(world, plot.a_call(world)))


def text(message):
    return message.get_body(("plain",)).get_content()


def stop_link(message):
    return re.search(r"<http://127\.0\.0\.1(/\S+)>", message["List-Unsubscribe"]).group(1)


def test_those_in_charge_get_one_letter_each(app, world, letters, sent):
    found = letters()
    assert {name: len(messages) for name, messages in found.items()} == {"alix": 1, "dee": 1}
    [message] = found["alix"]
    assert message["Subject"] == f"Textora answers your call “{plot.TITLE}”"
    assert re.search(r"http://127\.0\.0\.1/calls/interests/\d+\n", text(message))
    assert "Hello Alix Exemple," in text(message)
    assert "Read the answer" in message.get_body(("html",)).get_content()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letters() == {}


def test_in_the_language_of_the_reader(app, world, letters, sent):
    with app.app_context():
        db.session.get(Person, world.alix).locale = "fr"
        db.session.commit()
    found = letters()
    assert found["alix"][0]["Subject"] == f"Textora répond à votre appel « {plot.TITLE} »"
    assert "Bonjour Alix Exemple," in text(found["alix"][0])
    assert found["dee"][0]["Subject"].startswith("Textora answers")


def test_markup_in_a_title_stays_text(app, world, by, letters):
    with app.app_context():
        call = plot.a_call(world, title="<img src=x onerror=y> & %(who)s")
        plot.did(by("bea"), "interests.sent", plot.an_answer(world, call))
    [message] = letters()["alix"]
    assert "<img src=x" not in message.get_body(("html",)).get_content()
    assert "<img src=x onerror=y> & %(who)s" in text(message)


def test_whoever_wants_no_letter_gets_none(app, world, browser, letters, sent):
    alix, ada = browser("alix"), browser("ada")
    assert alix.post("/notifications/preferences", {"team": "y"}).status_code == 303
    assert ada.post("/notifications/preferences", {"our_calls": "y"}).status_code == 303
    assert set(letters()) == {"ada", "dee"}


def test_a_change_of_mind_before_the_letter_leaves_counts(app, world, browser, letters, sent):
    from grappe.foundation.actor import SYSTEM
    from grappe.notifications.operations import tell

    with app.app_context():
        tell(SYSTEM, sent)
    browser("alix").post("/notifications/preferences", {})
    dee = browser("dee", "plastalia")
    dee.post(dee.page("/notifications/").select_one("li.is-new form")["action"])
    assert letters() == {}


def test_whoever_loses_access_before_the_letter_leaves_gets_none(app, world, letters, sent):
    from grappe.foundation.actor import SYSTEM
    from grappe.notifications.operations import tell

    with app.app_context():
        tell(SYSTEM, sent)
        plot.leaves(world, "alix", "plastalia")
        plot.suspend(world, "dee")
    assert letters() == {}


def test_what_is_chosen_is_kept_and_shown(app, world, browser):
    alix = browser("alix")
    before = alix.page("/notifications/preferences")
    assert {i["name"] for i in before.select("input[checked]")} == {
        "my_calls", "my_answers", "named", "invitations", "requests", "actions", "sessions",
        "reminders", "organising", "minutes", "order",
    }  # fmt: skip
    alix.post("/notifications/preferences", {"questions": "y"})
    after = alix.page("/notifications/preferences")
    assert {i["name"] for i in after.select("input[checked]")} == {"questions"}


def wants(app, world, name, topic="my_calls"):
    with app.app_context():
        row = db.session.get(NotificationPreference, (getattr(world, name), topic))
        return row is None or row.mail


def test_the_link_in_a_letter_asks_and_the_button_stops(app, world, browser, letters, sent):
    path = stop_link(letters()["alix"][0])
    stranger = browser()
    page = stranger.page(path)
    assert "An answer to a call you look after" in page.find("main").text
    assert wants(app, world, "alix")
    assert stranger.post(path).status_code == 200
    assert not wants(app, world, "alix")
    assert wants(app, world, "dee")


def test_a_mail_program_stops_with_one_click_and_no_token(app, world, browser, letters, sent):
    path = stop_link(letters()["alix"][0])
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants(app, world, "alix")


def test_a_forged_link_does_nothing(app, world, browser, letters, sent):
    path = stop_link(letters()["alix"][0])
    head, _, token = path.rpartition("/")
    payload, rest = token.split(".", 1)
    other = stop_link_for(app, "another.purpose", world.alix)
    flipped = ("A" if payload[0] != "A" else "B") + payload[1:]
    for bad in (
        f"{flipped}.{rest}",
        token[:-2],
        "x",
        other,
        f"{payload}.{rest[:-5]}{rest[-5:].swapcase()}x",
    ):
        for answer in (browser().get(f"{head}/{bad}"), app.test_client().post(f"{head}/{bad}")):
            assert answer.status_code == 404, bad
    assert wants(app, world, "alix")


def stop_link_for(app, purpose, person_id):
    from grappe.foundation.signing import sign

    with app.app_context():
        return sign(purpose, {"person": person_id, "topic": "my_calls"})


def test_an_old_link_says_so_and_does_nothing(app, world, letters, sent):
    path = stop_link(letters()["alix"][0])
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=181)
    with time_machine.travel(later, tick=True):
        answer = app.test_client().post(path)
    assert answer.status_code == 422
    assert wants(app, world, "alix")
