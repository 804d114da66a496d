"""Work for later: a row in the same transaction as its cause, done at least once by the worker."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, or_, select, update

from . import queue
from .db import db, touched, utc_now
from .logs import bind
from .metrics import TASKS_DONE
from .models import Task
from .operations import after_commit, in_operation, operation

Work = Callable[[dict[str, Any]], None]
TASKS: dict[str, Work] = {}
EVERY: dict[str, tuple[int, Callable[[], None]]] = {}
LEASE = dt.timedelta(minutes=5)
MOST_TRIES = 12
log = logging.getLogger(__name__)


def task(kind: str) -> Callable[[Work], Work]:
    """Register what does work of `kind`. It may be called twice for one row: bear it."""

    def register(work: Work) -> Work:
        TASKS[kind] = work
        return work

    return register


def every(minutes: int, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a job that the worker does every so many minutes."""

    def register(job: Callable[[], None]) -> Callable[[], None]:
        EVERY[name] = (minutes, job)
        return job

    return register


def later(
    kind: str, payload: dict[str, Any], due: dt.datetime | None = None, key: str | None = None
) -> None:
    """Promise work in the running operation. A second promise with the same `key` is dropped."""
    if not in_operation():
        raise RuntimeError("later() is for use inside an @operation")
    if key and db.session.scalar(select(Task.id).where(Task.key == key)):
        return
    row = Task(kind=kind, payload=payload, key=key, due_at=due or utc_now())
    db.session.add(row)
    db.session.flush()
    if due is None:
        after_commit(lambda: queue.wake(row.id))


def perform(task_id: int) -> bool:
    """Do one task now. False when it was not ours to do (done, not due, or leased to another)."""
    row = take(task_id)
    if row is None:
        return False
    bind(task=row.id, kind=row.kind)
    try:
        TASKS[row.kind](row.payload)
    except Exception as error:
        db.session.rollback()
        TASKS_DONE.labels(row.kind, "failed").inc()
        log.exception("task %s (%s) failed", row.id, row.kind)
        give_back(task_id, f"{type(error).__name__}: {error}")
        return False
    finish(task_id)
    TASKS_DONE.labels(row.kind, "done").inc()
    return True


@operation
def take(task_id: int) -> Task | None:
    now = utc_now()
    free = or_(Task.leased_until.is_(None), Task.leased_until < now)
    mine = update(Task).where(
        Task.id == task_id, Task.done_at.is_(None), Task.failed_at.is_(None), free,
        Task.due_at <= now,
    )  # fmt: skip
    taken = db.session.execute(mine.values(leased_until=now + LEASE, tries=Task.tries + 1))
    return db.session.get(Task, task_id, populate_existing=True) if touched(taken) else None


@operation
def finish(task_id: int) -> None:
    """The payload is erased: a mail's may hold a secret link."""
    row = update(Task).where(Task.id == task_id)
    db.session.execute(row.values(done_at=utc_now(), leased_until=None, error=None, payload={}))


@operation
def give_back(task_id: int, error: str) -> None:
    """Try again, each time after twice the pause; after the last try keep it for a person."""
    row = db.session.get_one(Task, task_id)
    row.error, row.leased_until = error[:2000], None
    row.due_at = utc_now() + dt.timedelta(seconds=min(5 * 2**row.tries, 3600))
    if row.tries >= MOST_TRIES:
        row.failed_at = utc_now()


@task("every")
def by_the_clock(said: dict[str, Any]) -> None:
    EVERY[said["name"]][1]()


@operation
def clean() -> None:
    """Forget what was done a week ago; what failed stays until somebody has looked at it."""
    done = delete(Task).where(Task.done_at < utc_now() - dt.timedelta(days=7))
    db.session.execute(done)


def waiting(limit: int = 200) -> list[int]:
    """Ids of tasks that are due and that nobody holds, oldest first."""
    now = utc_now()
    free = or_(Task.leased_until.is_(None), Task.leased_until < now)
    due = select(Task.id).where(Task.done_at.is_(None), Task.failed_at.is_(None), free)
    return list(db.session.scalars(due.where(Task.due_at <= now).order_by(Task.id).limit(limit)))


def sweep(limit: int = 200) -> int:
    """Do what is due and was not woken, or whose worker died. Gives the number done."""
    found = waiting(limit)
    db.session.rollback()  # a reader must not hold its lock while others write
    return sum(perform(task_id) for task_id in found)
