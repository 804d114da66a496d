"""How far somebody has read, as a row that only moves forward."""

from typing import Any

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from grappe.foundation.db import db, is_sqlite

from ..models import ReadMark


def upsert(model: Any) -> Any:
    return (sqlite_insert if is_sqlite() else postgresql_insert)(model)


def move_mark(person_id: int, room_id: int, seq: int, number: int) -> bool:
    """True when it moved. Never backwards, whatever order several tabs speak in."""
    place = {"person_id": person_id, "room_id": room_id}
    row = upsert(ReadMark).values(**place, seq=seq, number=number)
    forward = or_(ReadMark.seq < row.excluded.seq, ReadMark.number < row.excluded.number)
    moved = row.on_conflict_do_update(
        index_elements=[ReadMark.person_id, ReadMark.room_id],
        set_={"seq": row.excluded.seq, "number": row.excluded.number},
        where=forward,
    ).returning(ReadMark.room_id)
    return db.session.execute(moved).first() is not None
