"""The story is told once on each engine, in a database of its own; its tests only read."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from grappe import create_app, demo
from grappe.directory.operations import load_real_clusters
from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db
from tests.conftest import server_url, settings


def postgresql_database() -> str:
    base, name = sa.make_url(server_url()), f"demo_{time.time_ns()}"
    admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    admin.dispose()
    return base.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    told: dict[str, SimpleNamespace] = {}

    def story(engine: str) -> SimpleNamespace:
        if engine not in told:
            folder: Path = tmp_path_factory.mktemp(f"demo-{engine}")
            url = f"sqlite:///{folder}/demo.db" if engine == "sqlite" else postgresql_database()
            told[engine] = tell(create_app(settings(folder, url, demo=True)))
        return told[engine]

    yield story
    for one in told.values():
        with one.app.app_context():
            db.session.remove()
            db.engine.dispose()


def tell(app: Any) -> SimpleNamespace:
    with app.app_context():
        db.create_all()
        load_real_clusters(SYSTEM)
        began = time.process_time()
        first = demo.load()
        cost = time.process_time() - began
        return SimpleNamespace(app=app, first=first, cost=cost, again=demo.load())


@pytest.fixture
def story(engine: str, stories: Any) -> Iterator[SimpleNamespace]:
    """The demonstration, loaded; inside its application context."""
    one = stories(engine)
    with one.app.app_context():
        yield one
        db.session.rollback()
