"""What is read, and who is there."""

from typing import Any

from sqlalchemy import delete, func, select

from grappe.foundation.actor import Actor
from grappe.foundation.bell import ring
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import after_commit, operation
from grappe.foundation.policy import require

from ..models import Message, Room, RoomPresence
from .marks import move_mark, upsert


@operation
def mark_read(by: Actor, room: Room, seq: int) -> bool:
    """Everything up to event `seq` has been read. True when that was news."""
    require(by, "rooms.read", room)
    upto = select(func.max(Message.number)).where(Message.room_id == room.id, Message.seq <= seq)
    known = min(seq, room.last_seq)
    moved = move_mark(by.person_id, room.id, known, db.session.scalar(upto) or 0)
    if moved:
        after_commit(lambda: ring(f"read:{room.id}:{by.person_id}"))
    return moved


@operation
def note_presence(by: Actor, node: str, here: dict[int, list[int]], expired: Any) -> None:
    """Who has which room open on this process; rows not renewed since `expired` are dropped."""
    require(by, "signed_in")
    for room_id, people in here.items():
        row = upsert(RoomPresence).values(
            room_id=room_id, node=node, people=people, seen_at=utc_now()
        )
        db.session.execute(
            row.on_conflict_do_update(
                index_elements=[RoomPresence.room_id, RoomPresence.node],
                set_={"people": row.excluded.people, "seen_at": row.excluded.seen_at},
            )
        )
    db.session.execute(delete(RoomPresence).where(RoomPresence.seen_at < expired))
    for room_id in here:
        after_commit(lambda room_id=room_id: ring(f"presence:{room_id}"))
