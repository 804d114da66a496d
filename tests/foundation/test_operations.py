"""One transaction, and then the news of it."""

import threading

import pytest
from sqlalchemy import func, select

from grappe.accounts.models import Person
from grappe.foundation.db import db
from grappe.foundation.errors import Invalid
from grappe.foundation.models import Deed, Task
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import after_commit, lock, operation
from grappe.foundation.pump import access_epoch
from grappe.foundation.tasks import later

heard: list[str] = []


@pytest.fixture(autouse=True)
def silence():
    heard.clear()


def people():
    return db.session.scalar(select(func.count()).select_from(Person))


@operation
def greet(name):
    db.session.add(Person(name=name, email=name))
    after_commit(lambda: heard.append(f"{name} among {people()}"))
    db.session.flush()


@operation
def greet_both(first, second):
    greet(first)
    assert heard == []
    greet(second)


def test_an_operation_within_an_operation_joins_it_and_the_news_waits(app):
    with app.app_context():
        greet_both("Ada", "Bo")
        assert heard == ["Ada among 2", "Bo among 2"]


def test_an_error_undoes_it_all_and_nobody_hears(app):
    with app.app_context():
        with pytest.raises(Exception, match=r"(?i)unique"):
            greet_both("Ada", "Ada")
        assert heard == []
        assert people() == 0


def test_what_fails_after_the_commit_undoes_nothing(app):
    @operation
    def stumble():
        greet("Cy")
        after_commit(lambda: 1 / 0)
        after_commit(lambda: heard.append("still here"))

    with app.app_context():
        stumble()
        assert people() == 1
        assert heard[-1] == "still here"


def test_news_outside_an_operation_is_a_mistake(app, world, by):
    with app.app_context():
        for careless in (
            lambda: after_commit(print),
            lambda: later("x", {}),
            lambda: deed(by("ada"), "x.y", db.session.get(Person, world.ada)),
        ):
            with pytest.raises(RuntimeError, match="inside an @operation"):
                careless()


def test_a_deed_and_its_tasks_stand_or_fall_with_the_change(app, world, by):
    @operation
    def do(fail):
        person = db.session.get(Person, world.ada)
        deed(by("ada"), "accounts.tried", person, number=4)
        later("mail.send", {}, key="once")
        later("mail.send", {}, key="once")
        if fail:
            raise Invalid

    with app.app_context():
        with pytest.raises(Invalid):
            do(fail=True)
        assert db.session.scalar(select(func.count()).select_from(Deed)) == 0
        do(fail=False)
        done = db.session.scalars(select(Deed)).one()
        assert (done.person_id, done.organisation_id, done.object_type, done.object_id, done.data) == (
            world.ada, world.plastalia, "person", world.ada, {"number": 4},
        )  # fmt: skip
        assert db.session.scalar(select(func.count()).select_from(Task)) == 1


def test_writers_at_once_all_get_their_turn(app, world):
    """On SQLite they wait outside the database; on PostgreSQL for the row."""

    @operation
    def count():
        person = db.session.get(Person, world.ada)
        lock(person)
        person.name = str(int(person.name) + 1)

    @operation
    def begin():
        db.session.get(Person, world.ada).name = "0"

    def ten_times():
        with app.app_context():
            for _ in range(10):
                count()
                db.session.remove()

    with app.app_context():
        begin()
    threads = [threading.Thread(target=ten_times) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.get(Person, world.ada).name == "60"


def test_the_access_epoch_counts_up_from_nothing(app):
    @operation
    def shrink():
        access_shrank()

    with app.app_context():
        assert access_epoch() == 0
        shrink()
        shrink()
        assert access_epoch() == 2
