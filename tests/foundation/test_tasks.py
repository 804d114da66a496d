"""What was promised is done at least once, and nothing is forgotten."""

import datetime as dt
import json

import pytest
import time_machine
from sqlalchemy import select

from grappe.foundation import tasks
from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Task
from grappe.foundation.operations import operation
from grappe.foundation.tasks import TASKS, later, perform, sweep, take

done: list[int] = []


@pytest.fixture(autouse=True)
def kinds():
    done.clear()
    TASKS["test.count"] = lambda said: done.append(said["n"])
    TASKS["test.fail"] = lambda said: 1 / 0
    yield
    del TASKS["test.count"], TASKS["test.fail"]


@operation
def promise(kind="test.count", **more):
    later(kind, {"n": 7, "secret": "link"}, **more)


def row():
    return db.session.scalars(select(Task).execution_options(populate_existing=True)).one()


def test_a_promise_is_kept_once_and_its_payload_erased(app):
    with app.app_context():
        promise()
        assert sweep() == 1
        assert sweep() == 0
        assert done == [7]
        assert row().done_at is not None
        assert row().payload == {}


def test_what_is_due_later_waits(app):
    with app.app_context():
        promise(due=utc_now() + dt.timedelta(hours=1))
        assert sweep() == 0
        with time_machine.travel(utc_now() + dt.timedelta(hours=2)):
            assert sweep() == 1


def test_a_failure_is_tried_again_after_growing_pauses_and_then_kept_for_a_person(app):
    with app.app_context():
        promise("test.fail")
        pauses = []
        for _ in range(tasks.MOST_TRIES):
            before = row().due_at
            with time_machine.travel(before + dt.timedelta(seconds=1), tick=False):
                assert sweep() == 0
                pauses.append((row().due_at - utc_now()).total_seconds())
        assert pauses == sorted(pauses)
        assert row().failed_at is not None
        assert "ZeroDivisionError" in row().error
        assert row().payload["secret"] == "link"
        with time_machine.travel(row().due_at + dt.timedelta(days=1)):
            assert tasks.waiting() == []


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(app):
    with app.app_context():
        promise()
        taken = take(row().id)
        assert taken is not None
        assert sweep() == 0, "it is somebody's"
        with time_machine.travel(utc_now() + tasks.LEASE + dt.timedelta(seconds=1)):
            assert sweep() == 1
        assert done == [7]


def test_two_workers_do_not_take_the_same(app):
    with app.app_context():
        promise()
        number = row().id
        assert take(number) is not None
        assert take(number) is None
        assert perform(number) is False
        assert done == []


def test_jobs_by_the_clock_are_promised_once_for_each_turn(app):
    from grappe.worker import promise as promise_turn

    tasks.EVERY["test"] = (5, lambda: done.append(1))
    try:
        with app.app_context():
            now = dt.datetime(2026, 11, 25, 10, 2, tzinfo=dt.UTC)
            promise_turn("test", 5, now)
            promise_turn("test", 5, now + dt.timedelta(minutes=1))
            assert sweep() == 1
            promise_turn("test", 5, now + dt.timedelta(minutes=4))
            assert sweep() == 1
        assert done == [1, 1]
    finally:
        del tasks.EVERY["test"]


def test_the_queue_speaks_json(tmp_path):
    from huey import SqliteHuey

    from grappe.foundation.queue import JsonSerializer

    huey = SqliteHuey(filename=str(tmp_path / "q.db"), journal_mode="delete", results=False,
                      serializer=JsonSerializer())  # fmt: skip
    heard = []
    run = huey.task(name="perform")(lambda number: heard.append(number))
    run(41)
    raw = huey.storage.enqueued_items()[0]
    assert json.loads(raw)["args"] == [41]
    huey.execute(huey.dequeue())
    assert heard == [41]
