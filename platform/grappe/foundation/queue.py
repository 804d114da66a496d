"""The engine that wakes the worker: huey, over what is there already.

huey acknowledges nothing, so it carries only the number of a task row; a sweep takes up the rows
whose wake-up was lost. Its messages are JSON: nothing that could be made to run.
"""

import json
import logging
from typing import Any

from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer

log = logging.getLogger(__name__)


class JsonSerializer(Serializer):
    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data._asdict() if isinstance(data, Message) else data).encode()

    def _deserialize(self, data: bytes) -> Any:
        said = json.loads(data)
        return Message(**said) if isinstance(said, dict) and "name" in said else said


class Queue:
    """The huey of the running application, made once by `connect`."""

    huey: Huey | None = None
    run: Any = None


def connect(app: Flask) -> Huey:
    """Choose the engine: Redis if there is one, else the PostgreSQL at hand, else a small file."""
    settings = app.extensions["settings"]
    common: dict[str, Any] = {"results": False, "serializer": JsonSerializer()}
    if settings.redis_url:
        Queue.huey = RedisHuey("grappe", url=settings.redis_url, **common)
    elif settings.database_url.startswith("postgresql"):
        dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
        Queue.huey = PostgresHuey("grappe", dsn=dsn, **common)
    else:
        file = settings.instance / "queue.db"
        Queue.huey = SqliteHuey(
            "grappe", filename=str(file), journal_mode="delete", fsync=False, **common
        )  # a wake-up that is lost costs a minute; the promise itself is in the database

    def perform_task(task_id: int) -> None:
        from .tasks import perform

        with app.app_context():
            perform(task_id)

    Queue.run = Queue.huey.task(name="perform")(perform_task)
    return Queue.huey


def engine() -> Huey:
    """The huey that the worker consumes."""
    if Queue.huey is None:
        raise RuntimeError("the queue was never connected")
    return Queue.huey


def wake(task_id: int) -> None:
    """Ask the worker to do a task soon; if that fails the sweep does it within a minute."""
    if Queue.run is None:
        return
    try:
        Queue.run(task_id)
    except Exception:
        log.warning("the queue is away; the sweep will take up task %s", task_id)
