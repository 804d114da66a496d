"""What the clock does when a deadline passes."""

import datetime as dt

import pytest
from sqlalchemy import select

from grappe.calls.models import Call
from grappe.calls.operations import publishing
from grappe.calls.operations.deadlines import look_at_deadlines
from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Deed, Task

from .stage import draft, published


@pytest.fixture
def overdue(app, world, by):
    with app.app_context():
        number = published(world, by)
        pass_deadline(number, 1)
    return number


def pass_deadline(number, days, reminded=None):
    call = db.session.get_one(Call, number)
    call.deadline = utc_now() - dt.timedelta(days=days)
    if reminded is not None:
        call.reminded_at = utc_now() - dt.timedelta(days=reminded)
    db.session.commit()


def mails():
    found = db.session.scalars(select(Task).where(Task.kind == "mail.send").order_by(Task.id))
    return sorted(row.payload["to"] for row in found)


def state(number):
    return db.session.get_one(Call, number).state


def test_author_and_second_contact_are_asked_once(app, overdue):
    with app.app_context():
        look_at_deadlines()
        look_at_deadlines()
        assert mails() == ["ada@example.org", "alix@example.org"]
        assert [d.verb for d in db.session.scalars(select(Deed)) if "deadline" in d.verb] == [
            "calls.deadline_passed"
        ]
        assert state(overdue) == "open"


def test_whoever_left_is_not_written_to(app, world, overdue):
    from grappe.organisations.models import Membership

    with app.app_context():
        gone = db.session.scalars(
            select(Membership).where(Membership.person_id == world.alix)
        ).one()
        gone.until = utc_now()
        db.session.commit()
        look_at_deadlines()
        assert mails() == ["ada@example.org"]


def test_a_call_that_nobody_closes_is_closed_after_the_days_of_grace(app, overdue):
    with app.app_context():
        pass_deadline(overdue, 15, reminded=13)
        look_at_deadlines()
        assert state(overdue) == "open"  # the reminder is not old enough
        pass_deadline(overdue, 15, reminded=15)
        look_at_deadlines()
        look_at_deadlines()
        call = db.session.get_one(Call, overdue)
        assert (call.state, call.outcome) == ("closed", "no_outcome_given")
        [deed] = db.session.scalars(select(Deed).where(Deed.verb == "calls.closed"))
        assert (deed.person_id, deed.data) == (None, {"outcome": "no_outcome_given"})


def test_an_extension_starts_the_clock_anew(app, by, overdue):
    with app.app_context():
        look_at_deadlines()
        call = db.session.get_one(Call, overdue)
        publishing.extend(by("ada"), call, call.version, utc_now() + dt.timedelta(days=5), "UTC")
        look_at_deadlines()
        assert state(overdue) == "open"
        pass_deadline(overdue, 0)
        look_at_deadlines()
        assert len(mails()) == 4


def test_the_clock_leaves_drafts_and_running_calls_alone(app, world, by):
    with app.app_context():
        sketch, running = draft(world, by).id, published(world, by)
        pass_deadline(sketch, 40, reminded=30)
        look_at_deadlines()
        assert (state(sketch), state(running)) == ("draft", "open")
        assert mails() == []


def test_the_page_says_what_to_do(browser, overdue):
    ours, others = (
        browser("alix").get(f"/calls/{overdue}").text,
        browser("bo").get(f"/calls/{overdue}").text,
    )
    assert "Extend it, or close the call" in ours
    assert "Deadline passed" in others
    assert "Extend it" not in others


def test_the_letter_is_written_in_the_language_of_its_reader(app, world, overdue, work, tmp_path):
    from grappe.accounts.models import Person

    with app.app_context():
        db.session.get_one(Person, world.alix).locale = "fr"
        db.session.commit()
        look_at_deadlines()
        from grappe.foundation.mail import written

        said = {t.payload["to"]: written(t.payload) for t in db.session.scalars(select(Task))
                if t.kind == "mail.send"}  # fmt: skip
    english, french = said["ada@example.org"], said["alix@example.org"]
    assert (
        english["Subject"]
        == "The deadline of your call “Tri optique des textiles usagés” has passed"
    )
    assert "est passée" in french["Subject"]
    assert f"/calls/{overdue}" in english.get_body(("plain",)).get_content()
    assert f"/calls/{overdue}" in english.get_body(("html",)).get_content()
