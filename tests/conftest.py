"""Both databases, the doors people come through, and the cast.

Tests that need no database ask for nothing here. Everything that uses `app` runs twice: on SQLite
and on a real PostgreSQL.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from grappe import create_app
from grappe.foundation.db import db
from tests import cast
from tests.doors import Browser, Line
from tests.servers import postgres

ORIGIN = "http://127.0.0.1"
_stack = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL for the run; each worker of xdist takes a database of its own in it."""
    if not hasattr(config, "workerinput") and "TEST_DATABASE_URL" not in os.environ:
        config.stash[STARTED] = True


STARTED: pytest.StashKey[bool] = pytest.StashKey()


def pytest_configure_node(node: Any) -> None:
    os.environ.setdefault("TEST_DATABASE_URL", server_url())


def server_url() -> str:
    if "TEST_DATABASE_URL" not in os.environ:
        os.environ["TEST_DATABASE_URL"] = _stack.enter_context(postgres()).url
    return os.environ["TEST_DATABASE_URL"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _stack.close()


def settings(folder: Path, url: str, **more: Any) -> Settings:
    given = {"argon2_memory_kib": 64, "testing": True, "demo": False, "unsafe_database": True}
    return Settings(database_url=url, instance=folder, origins=(ORIGIN,), public_url=ORIGIN,
                    **(given | more))  # fmt: skip


@pytest.fixture(scope="session")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How to reach each engine, made when first asked for."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    def sqlite() -> str:
        return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'grappe.db'}"

    def postgresql() -> str:
        base, name = sa.make_url(server_url()), f"test_{worker}"
        admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}"'))
            connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        admin.dispose()
        return base.set(database=name).render_as_string(hide_password=False)

    return {"sqlite": sqlite, "postgres": postgresql}


@pytest.fixture(scope="session")
def apps(urls: dict[str, Any]) -> Iterator[dict[str, Flask]]:
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def app(engine: str, apps: dict[str, Flask], urls: dict[str, Any], tmp_path_factory: Any) -> Flask:
    """The application on an empty database. No context is pushed: each door brings its own."""
    if engine not in apps:
        folder = tmp_path_factory.mktemp("instance")
        apps[engine] = create_app(settings(folder, urls[engine]()))
        with apps[engine].app_context():
            db.create_all()
    application = apps[engine]
    with application.app_context():
        empty()
    application.extensions["lines"].clear()
    application.extensions.pop("rooms", None)  # what the process remembers of them
    application.extensions["pump"].rung.clear()
    application.extensions["pump"].epoch = None  # read again by the first line that comes in
    application.extensions["limiter"].local.storage.reset()
    return application


def empty() -> None:
    """Delete what the last test left. Emptying many small tables with TRUNCATE costs ten times more."""
    tables = db.metadata.sorted_tables
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            deletes = "".join(f'DELETE FROM "{t.name}";' for t in reversed(tables))
            # As a replica does: rows that point at each other need no order.
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica;{deletes}")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql("DELETE FROM minutes")  # what is approved goes with it only
            for table in reversed(tables):
                connection.execute(table.delete())


@pytest.fixture
def world(app: Flask) -> SimpleNamespace:
    """The cast of tests/cast.py, by name: their ids. Nobody has done anything yet."""
    with app.app_context():
        return cast.enter()


@pytest.fixture
def browser(app: Flask, world: SimpleNamespace) -> Any:
    """browser("ada") is Ada's browser, signed in and acting for her organisation."""
    return lambda person=None, organisation=None, **more: Browser(
        app, world, person, organisation, **more
    )


@pytest.fixture
def line(app: Flask, world: SimpleNamespace) -> Any:
    """line("ada") is Ada's live line."""
    return lambda person=None, organisation=None: Line(app, world, person, organisation)


@pytest.fixture
def by(app: Flask, world: SimpleNamespace) -> Any:
    """by("ada") is the actor Ada, for calling operations bare inside `with app.app_context()`."""

    def actor(person: str, organisation: str | None = None) -> Any:
        return cast.actor(world, person, organisation)

    return actor


@pytest.fixture
def work(app: Flask) -> Any:
    """work() does all that was promised for later, as the worker would; gives how much it did."""

    def run() -> int:
        from grappe.foundation.tasks import sweep

        total = 0
        with app.app_context():
            while count := sweep():
                total += count
        return total

    return run
