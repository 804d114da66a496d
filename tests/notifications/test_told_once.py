"""The worker does a task at least once; people are told exactly once."""

import pytest

from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db
from grappe.foundation.models import Task
from grappe.foundation.tasks import TASKS
from grappe.notifications import operations
from tests.notifications import plot

ONCE = {
    "alix": ["interests.sent"], "dee": ["interests.sent"], "ada": ["interests.sent.to_us"],
    "bo": ["interests.sent.by_us"],
}  # fmt: skip


@pytest.fixture
def number(app, world, by):
    with app.app_context():
        return plot.did(by("bea"), "interests.sent", plot.an_answer(world, plot.a_call(world)))


def mails(app):
    with app.app_context():
        keys = [t.key.split(":") for t in db.session.query(Task) if t.kind == "notifications.mail"]
        return sorted(int(person) for _, person, _ in keys)


def test_the_same_deed_twice_is_one_notification_and_one_mail(app, world, work, number):
    work()
    with app.app_context():
        TASKS["news:notifications.listeners.tell"]({"deed": number})
    work()
    assert plot.told(app, world) == ONCE
    assert mails(app) == sorted([world.alix, world.dee])


def test_a_worker_that_dies_half_way_leaves_nothing_half_told(
    app, world, work, number, monkeypatch
):
    def dies(topic):
        raise RuntimeError("the power is cut")

    with monkeypatch.context() as patched:
        patched.setattr(operations, "push", dies)
        with app.app_context(), pytest.raises(RuntimeError):
            operations.tell(SYSTEM, number)
    assert plot.told(app, world) == {}
    assert mails(app) == []
    work()
    assert plot.told(app, world) == ONCE
    assert mails(app) == sorted([world.alix, world.dee])


def test_two_workers_on_one_deed_do_not_collide(app, world, work, number):
    """The second finds nobody in its list of the known, yet the rows are there."""
    work()
    with app.app_context():
        row = dict.fromkeys(("kind", "path", "object_type"), "interests.sent")
        row |= {"params": {}, "object_id": 1, "deed_id": number, "person_id": world.alix}
        assert operations.written([row]) == set()
    assert plot.told(app, world) == ONCE


def test_open_pages_of_those_told_hear_it(app, world, line, work, number):
    alix, cy = line("alix"), line("cy")
    for one, name in ((alix, "alix"), (cy, "cy")):
        one.say("live:watch", {"topic": f"people/{getattr(world, name)}", "version": 0})
    work()
    assert [said["topic"] for said in alix.heard("live:changed")] == [f"people/{world.alix}"]
    assert cy.heard("live:changed") == []
