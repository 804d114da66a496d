"""How far somebody has read, as a row that only moves forward."""

from functools import cache
from typing import Any

from sqlalchemy import case, or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from grappe.foundation.db import db, is_sqlite

from ..models import ReadMark


def upsert(model: Any) -> Any:
    return (sqlite_insert if is_sqlite() else postgresql_insert)(model)


@cache
def moving(sqlite: bool) -> Any:
    """Drawn once for each kind of database: every message asks it."""
    # pyrefly: ignore[bad-argument-type]
    row = (sqlite_insert if sqlite else postgresql_insert)(ReadMark.__table__)
    kept, new = ReadMark.__table__.c, row.excluded
    return row.on_conflict_do_update(
        index_elements=[kept.person_id, kept.room_id],
        set_={
            "seq": case((new.seq > kept.seq, new.seq), else_=kept.seq),
            "number": case((new.number > kept.number, new.number), else_=kept.number),
        },
        where=or_(kept.seq < new.seq, kept.number < new.number),
    ).returning(kept.room_id)


def move_mark(person_id: int, room_id: int, seq: int, number: int) -> bool:
    """True when it moved. Never backwards, whatever order several tabs speak in."""
    mark = {"person_id": person_id, "room_id": room_id, "seq": seq, "number": number}
    return db.session.execute(moving(is_sqlite()), mark).first() is not None
