"""An operation is the only thing that writes: one transaction, then the news of it."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError

from .db import db, is_sqlite, writing
from .errors import Busy

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
_afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)
_last: ContextVar[dict[str, Callable[[], None]]] = ContextVar("last")
# SQLite has one writer. Waiting for it inside the database would stop the whole event loop, the
# writer included; this lock makes the others wait where they can be switched away from.
_one_writer = RLock()
OPERATIONS: dict[str, Callable[..., Any]] = {}


def operation(fn: Callable[P, R]) -> Callable[P, R]:
    """Commit what `fn` wrote, then do what it left for afterwards; on any error undo it all."""

    @wraps(fn)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _afterwards.get() is not None:
            return fn(*args, **kwargs)  # called by another operation: join it
        db.session.rollback()  # a reader must not turn writer: begin afresh, on fresh rows
        if not is_sqlite():
            return _transaction(fn, *args, **kwargs)
        with _one_writer:
            return _transaction(fn, *args, **kwargs)

    OPERATIONS[f"{fn.__module__}.{fn.__qualname__}"] = run
    return run


def _transaction(fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    left: list[Callable[[], None]] = []
    last: dict[str, Callable[[], None]] = {}
    token, write, end = _afterwards.set(left), writing.set(True), _last.set(last)
    try:
        result = fn(*args, **kwargs)
        for name in sorted(last):  # always in one order: two operations cannot wait for each other
            last[name]()
        db.session.commit()
    except OperationalError as error:
        db.session.rollback()
        raise Busy from error
    except DBAPIError as error:
        db.session.rollback()
        if error.connection_invalidated:
            raise Busy from error
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _afterwards.reset(token)
        writing.reset(write)
        _last.reset(end)
    for do in left:
        _carefully(do)
    return result


def _carefully(do: Callable[[], None]) -> None:
    """What fails after the commit is logged; it cannot undo what has happened."""
    try:
        do()
    except Exception:
        log.exception("after the commit, %r failed", do)


def after_commit(do: Callable[[], None]) -> None:
    """Do something momentary once the running operation has committed; it may be lost."""
    left = _afterwards.get()
    if left is None:
        raise RuntimeError("after_commit() is for use inside an @operation")
    left.append(do)


def before_commit(name: str, do: Callable[[], None]) -> None:
    """Write something last of all, once for each `name`; for rows that many operations share."""
    _last.get()[name] = do


def in_operation() -> bool:
    return _afterwards.get() is not None


def lock(thing: Any) -> None:
    """Hold the row of `thing` until the commit and read it afresh, so that a check stays true."""
    model = type(thing)
    db.session.flush()
    held = select(model).where(model.id == thing.id).with_for_update()
    db.session.execute(held.execution_options(populate_existing=True)).scalar_one()
