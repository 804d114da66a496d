"""The database, the class every table descends from, and how to fetch one thing."""

import datetime as dt
import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    Row,
    Select,
    bindparam,
    event,
    false,
    literal,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, CursorResult, Engine, Result
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from .errors import Missing
from .sqlite import PRAGMAS, Patient

T = TypeVar("T")
log = logging.getLogger(__name__)
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
AnyRow = Row[*tuple[Any, ...]]  # what a query found, whatever its columns
AnySelect = Select[*tuple[Any, ...]]
LARGEST = 2**63 - 1
Json = JSON().with_variant(JSONB(), "postgresql")
writing: ContextVar[bool] = ContextVar("writing", default=False)


class UTC(TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive date and time is not an instant")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={dt.datetime: UTC, dict[str, Any]: Json, list[Any]: Json},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def moment() -> ColumnElement[dt.datetime]:
    """The instant at which a query is run, for those that are drawn once and run often."""
    return bindparam(None, callable_=utc_now, type_=UTC(), unique=True)


def one(query: Select[T]) -> T:
    """The one thing `query` finds; Missing when there is none."""
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def is_the(column: Any, value: Any) -> ColumnElement[bool]:
    """`column` equals `value`; a number that is too large for the column is just not found."""
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return false()
    return column == (literal(value, BigInteger) if isinstance(value, int) else value)


def touched(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE has changed."""
    return cast(CursorResult[Any], result).rowcount


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def keep_sqlite_safe(engine: Engine, journal: str, durable: bool = True) -> None:
    """Every connection: foreign keys, full sync, and transactions that we begin ourselves.

    pysqlite's own idea of when a transaction starts would let a read see two states. A writer takes
    its lock at once (IMMEDIATE): a reader that turns writer half-way could only fail.
    """

    def connected(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None
        sync = "FULL" if durable else "OFF"
        for pragma in (*PRAGMAS, f"journal_mode={journal}", f"synchronous={sync}"):
            dbapi.execute(f"PRAGMA {pragma}").close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")

    def connecting(*asked: Any) -> None:
        asked[-1]["factory"] = Patient

    event.listen(engine, "do_connect", connecting)
    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
