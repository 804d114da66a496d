"""Databases for the measurements: made anew, durable, as in production."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from config import Settings
from grappe import create_app
from grappe.foundation.db import db
from tests.servers import DURABLE, postgres

SECRET = "a secret for measuring, long enough to be accepted"


def prepared(url: str, folder: Path) -> tuple[Flask, dict[str, str]]:
    """An application on an empty database, and the environment for a server on the same."""
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app(
        Settings(
            secret_key=SECRET, database_url=url, instance=folder, origins=("http://127.0.0.1",)
        )
    )
    with app.app_context():
        db.drop_all()
        db.create_all()
    env = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "INSTANCE_FOLDER": str(folder),
        "REDIS_URL": "",
    }
    return app, env


@contextlib.contextmanager
def engines(folder: Path) -> Iterator[dict[str, str]]:
    """SQLite with full sync, and PostgreSQL with everything on that keeps what it acknowledged."""
    with postgres(**DURABLE) as server:
        yield {
            "SQLite": f"sqlite:///{folder / 'bench.db'}",
            "PostgreSQL": server.database("bench"),
        }
