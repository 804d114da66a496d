"""Who may do what with calls and answers, asked of the rules bare."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.calls.models import Call, Interest
from grappe.calls.operations import closing, deciding, retracting
from grappe.foundation.db import db
from grappe.foundation.policy import abilities, allowed, audience, visible
from grappe.organisations.session import acting
from tests import cast

from .stage import answered, draft, published

EVERYBODY = (None, "ada", "alix", "bo", "bea", "cy", "dee", "nora", "nils", "oda", "ivo", "una")
PLASTALIA = {"ada", "alix", "dee"}
MEMBERS = set(EVERYBODY) - {None, "una"}


@pytest.fixture
def who(app, world, by):
    """who(action, thing): the names of those the rule allows."""

    def names(action, thing=None):
        return {n for n in EVERYBODY if allowed(actor(n), action, thing)}

    def actor(name):
        if name == "una":  # belongs to no organisation
            from grappe.foundation.actor import Actor

            return Actor(person_id=world.una, name="Una")
        return by(name) if name else cast.ANONYMOUS

    return names


def call_of(number):
    return db.session.get_one(Call, number)


@pytest.mark.parametrize("visibility, readers", [
    ("public", set(EVERYBODY)), ("network", MEMBERS), ("clusters", PLASTALIA | {"bo", "bea"}),
])  # fmt: skip
def test_an_open_call_is_read_by_whom_its_visibility_says(app, world, by, who, visibility, readers):
    with app.app_context():
        call = call_of(published(world, by, visibility=visibility, clusters=(world.textora,)))
        assert who("calls.read", call) == readers
        seen = {n for n in EVERYBODY if n != "una" and db.session.scalars(
            select(Call.id).where(visible(by(n) if n else cast.ANONYMOUS, "calls.read"))).all()}  # fmt: skip
        assert seen == readers - {"una"}


@pytest.mark.parametrize("visibility", ["public", "network", "clusters"])
def test_a_draft_is_read_by_its_own_organisation_only(app, world, by, who, visibility):
    with app.app_context():
        call = draft(world, by, visibility=visibility, clusters=(world.textora,))
        assert who("calls.read", call) == PLASTALIA


@pytest.mark.parametrize("visibility", ["public", "network", "clusters"])
@pytest.mark.parametrize("state", ["draft", "open"])
def test_the_audience_of_a_call_is_whoever_may_read_it(app, world, by, who, visibility, state):
    with app.app_context():
        more = {"visibility": visibility, "clusters": (world.textora,)}
        call = (
            draft(world, by, **more) if state == "draft" else call_of(published(world, by, **more))
        )
        names = dict(db.session.execute(select(Person.id, Person.email)).all())
        told = {
            names[i].partition("@")[0] for i in db.session.scalars(audience("calls.read", call))
        }
        assert told - {"fay"} == who("calls.read", call) - {None}  # Fay works nowhere any more
        assert ("fay" in told) == (visibility == "public" and state == "open")


def test_only_callers_that_are_claimed_write_calls(app, world, by, who):
    from grappe.organisations.models import Organisation

    with app.app_context():
        assert who("calls.write") == PLASTALIA | {"bo", "bea", "cy", "nora", "nils"}
        db.session.get_one(Organisation, world.aquavia).claimed_at = None
        db.session.commit()
        assert who("calls.write") == PLASTALIA | {"bo", "bea", "nora", "nils"}


def test_the_state_decides_what_the_caller_may_do(app, world, by, who):
    acts = ("calls.edit", "calls.publish", "calls.amend", "calls.extend", "calls.close",
            "calls.discard", "calls.inbox", "calls.make_group", "calls.answer_question")  # fmt: skip
    with app.app_context():
        call = draft(world, by)
        assert abilities(by("ada"), call, *acts) == {"calls.edit", "calls.publish", "calls.discard"}
        call = call_of(published(world, by))
        open_acts = set(acts) - {"calls.publish", "calls.discard"}
        assert abilities(by("alix"), call, *acts) == open_acts
        assert abilities(by("bo"), call, *acts) == set()
        closing.close(by("ada"), call, call.version, "cancelled", "Sans suite.")
        assert abilities(by("ada"), call, *acts) == open_acts - {
            "calls.amend",
            "calls.extend",
            "calls.close",
        }


def test_one_acts_for_the_caller_and_not_only_belongs_to_it(app, world, by):
    with app.app_context():
        call = call_of(published(world, by))
        assert abilities(by("dee", "textora"), call, "calls.edit", "calls.inbox", "calls.staff") == {
            "calls.inbox", "calls.staff",
        }  # fmt: skip
        assert "calls.edit" in abilities(by("dee", "plastalia"), call, "calls.edit")


def test_another_organisation_answers_while_the_call_takes_answers(app, world, by, who):
    import datetime as dt

    from grappe.foundation.db import utc_now

    with app.app_context():
        call = call_of(published(world, by))
        assert who("calls.respond", call) == MEMBERS - PLASTALIA
        assert allowed(by("dee", "textora"), "calls.respond", call)
        assert who("calls.ask", call) == MEMBERS
        call.deadline = utc_now() - dt.timedelta(seconds=1)
        db.session.commit()
        assert who("calls.respond", call) == set()
        assert who("calls.ask", call) == MEMBERS


def test_an_answer_is_read_by_both_sides_once_it_is_sent(app, world, by, who):
    with app.app_context():
        number = published(world, by)
        kept = db.session.get_one(Interest, answered(by, number, "bo", send=False))
        assert who("interests.read", kept) == {"bo", "bea", "dee"}
        sent = db.session.get_one(Interest, answered(by, number, "cy"))
        assert who("interests.read", sent) == PLASTALIA | {"cy"}
        assert who("interests.decide", sent) == PLASTALIA
        assert who("interests.note", sent) == PLASTALIA | {"cy"}
        assert who("interests.edit", sent) == who("interests.withdraw", sent) == {"cy"}
        assert who("interests.decide", kept) == who("interests.note", kept) == set()
        names = dict(db.session.execute(select(Person.id, Person.email)).all())
        told = {
            names[i].partition("@")[0] for i in db.session.scalars(audience("interests.read", sent))
        }
        assert told == PLASTALIA | {"cy"}


def test_what_is_decided_is_no_longer_edited(app, world, by, who):
    with app.app_context():
        sent = db.session.get_one(Interest, answered(by, published(world, by), "cy"))
        deciding.accept(by("ada"), sent, sent.version)
        assert who("interests.edit", sent) == set()
        assert who("interests.withdraw", sent) == {"cy"}
        retracting.withdraw(by("cy"), sent, sent.version)
        assert who("interests.withdraw", sent) == set()
        assert who("interests.read", sent) == PLASTALIA | {"cy"}


def test_whoever_left_or_was_suspended_reads_nothing(app, world, by):
    with app.app_context():
        assert acting(world.fay, world.plastalia) is None
        assert acting(world.sam, world.plastalia) is None
        call = draft(world, by)
        told = set(db.session.scalars(audience("calls.read", call)))
        assert not told & {world.fay, world.sam, world.pip}


def test_a_rule_that_was_drawn_before_the_deadline_knows_when_it_has_passed(app, world, by):
    """Questions are drawn once and asked for weeks: the time in them must not stand still."""
    with app.app_context():
        call = call_of(published(world, by))
        assert allowed(by("bo"), "calls.respond", call)
        with time_machine.travel(call.deadline + dt.timedelta(seconds=1), tick=True):
            assert not allowed(by("bo"), "calls.respond", call)
        assert allowed(by("bo"), "calls.respond", call)
