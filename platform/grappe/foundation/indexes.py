"""Where analysed texts are kept, and how they are asked: FTS5 in SQLite, a tsvector in PostgreSQL.

An index goes with one table of a slice and has its keys. When a row goes its text goes with it, in
the same transaction; everything else is brought up to date by the worker.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    TableClause,
    cast,
    column,
    delete,
    event,
    insert,
    literal,
    literal_column,
    select,
    table,
    update,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from .actor import Actor
from .analysis import terms
from .db import db, is_sqlite
from .models import IndexedUpTo
from .operations import operation
from .policy import require
from .wanted import Wanted, for_postgresql, for_sqlite

TOKENS = "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\""
CatchUp = Callable[[int], int]
INDEXES: dict[str, "Index"] = {}


@dataclass(frozen=True)
class Text:
    """What one row is found by: its words, and the marks by which it is narrowed."""

    id: int
    words: str
    marks: tuple[str, ...] = ()


class Index:
    """The index of the rows of `of`, kept in `found_<of>`."""

    def __init__(self, of: str) -> None:
        self.of, self.name = of, f"found_{of}"
        self.keepers: list[CatchUp] = []
        self.rows: TableClause = table(
            self.name, column("id", BigInteger), column("text", TSVECTOR)
        )
        self.fts = table(self.name, column("rowid", BigInteger), column("text", String))
        INDEXES[of] = self

    def kept_by(self, catch_up: CatchUp) -> CatchUp:
        """Register what brings a stretch of the index up to date, so many rows at most, and says
        how many that were: nothing when nothing was left to do."""
        self.keepers.append(catch_up)
        return catch_up

    def catch_up(self, most: int) -> int:
        return sum(keeper(most) for keeper in self.keepers)

    @property
    def source(self) -> TableClause:
        return self.fts if is_sqlite() else self.rows

    @property
    def id(self) -> ColumnElement[int]:
        return self.fts.c.rowid if is_sqlite() else self.rows.c.id

    def holds(self, wanted: Wanted, marks: Sequence[Sequence[str]] = ()) -> ColumnElement[bool]:
        """The condition that finds the texts with what is wanted."""
        if is_sqlite():
            query = literal(for_sqlite(wanted, marks))
            return literal_column(self.name, String).op("MATCH", is_comparison=True)(query)
        query = cast(literal(for_postgresql(wanted, marks)), TSQUERY)
        return self.rows.c.text.op("@@", is_comparison=True)(query)

    def put(self, texts: Iterable[Text]) -> None:
        """Keep these texts in the place of what was kept of their rows."""
        rows = [(text.id, *terms(text.words, text.marks)) for text in texts]
        if not rows:
            return
        if is_sqlite():
            self.drop([row[0] for row in rows])
            kept = [{"rowid": i, "text": " ".join([*words, *more])} for i, words, more in rows]
            db.session.execute(insert(self.fts), kept)
            return
        kept = [{"id": i, "text": vector(words, more)} for i, words, more in sorted(rows)]
        added = upsert(self.rows)
        db.session.execute(
            added.on_conflict_do_update(index_elements=["id"], set_={"text": added.excluded.text}),
            kept,
        )

    def drop(self, ids: Sequence[int]) -> None:
        if ids:
            db.session.execute(delete(self.source).where(self.id.in_(ids)))

    def upto(self, place_id: int) -> int | None:
        """How far a place's log is in the index, held until the commit. None when somebody else
        holds it: they do what there is to do."""
        row = {"name": self.of, "place_id": place_id, "upto": 0}
        first = (sqlite_insert if is_sqlite() else upsert)(IndexedUpTo).values(row)
        db.session.execute(first.on_conflict_do_nothing())
        mine = select(IndexedUpTo.upto).where(*self.at(place_id))
        return db.session.scalar(mine.with_for_update(skip_locked=True))

    def reached(self, place_id: int, upto: int) -> None:
        db.session.execute(update(IndexedUpTo).where(*self.at(place_id)).values(upto=upto))

    def at(self, place_id: int) -> tuple[ColumnElement[bool], ...]:
        return IndexedUpTo.name == self.of, IndexedUpTo.place_id == place_id


@operation
def begin_again(by: Actor, of: str) -> None:
    """Forget how far an index has come: everything is analysed anew. Until that is done, what was
    there goes on being found."""
    require(by, "signed_in")
    db.session.execute(delete(IndexedUpTo).where(IndexedUpTo.name == of))


def vector(words: list[str], more: list[str]) -> str:
    """A tsvector as it is written: each word with its places."""
    places: dict[str, list[str]] = {}
    for at, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(at))
    placed = [f"'{word}':{','.join(where)}" for word, where in places.items()]
    return " ".join([*placed, *(f"'{term}'" for term in more)])


def created_with(of: str, dialect: str) -> tuple[str, ...]:
    """The statements that make an index."""
    name = f"found_{of}"
    goes = f"DELETE FROM {name} WHERE rowid = old.id"  # noqa: S608
    if dialect == "sqlite":
        return (
            f"CREATE VIRTUAL TABLE {name} USING fts5(text, {TOKENS})",
            f"CREATE TRIGGER {name}_goes AFTER DELETE ON {of} BEGIN {goes}; END",
        )
    return (
        f"CREATE TABLE {name} (id bigint PRIMARY KEY REFERENCES {of} (id) ON DELETE CASCADE, "
        "text tsvector NOT NULL)",
        f"CREATE INDEX ix_{name}_text ON {name} USING gin (text)",
    )


@event.listens_for(db.metadata, "after_create")
def create_all(_target: Any, connection: Connection, **_: Any) -> None:
    """Beside the tables of the models, where those are made without migrations."""
    for of in INDEXES:
        if not connection.dialect.has_table(connection, f"found_{of}"):
            for statement in created_with(of, connection.dialect.name):
                connection.exec_driver_sql(statement)


@event.listens_for(db.metadata, "before_drop")
def drop_all(_target: Any, connection: Connection, **_: Any) -> None:
    for of in INDEXES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS found_{of}")
