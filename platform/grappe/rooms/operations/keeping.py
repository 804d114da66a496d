"""How long a room keeps what was said: chosen by its chair, done by the worker in small batches."""

import datetime as dt

from sqlalchemy import case, delete, exists, func, insert, literal, select, update

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every
from grappe.foundation.watch import push

from ..models import Message, ReadMark, Room, RoomEvent, RoomMember
from ..models.order import KEEPING, NOTICE
from ..queries.keeping import kept
from .membership import note_change
from .ordering import under_lock
from .tracing import trace

BATCH = 500  # entries of the log in one transaction
ROUNDS = 40  # transactions of one room in one run of the worker
HIDDEN = "hidden"  # an entry whose message is gone: its number stays, so that there is no hole


@operation
def keep(by: Actor, room: Room, days: int, record: bool = True) -> bool:
    """Keep what is said for so many days (0: for ever). When less is to be kept than before,
    nothing is deleted for a week, and every member is told. True when anything changed."""
    require(by, "rooms.keep", under_lock(by, room))
    if days not in KEEPING:
        raise Invalid(field="days")
    if (days, record) == (room.keep_days, room.keep_record):
        return False
    room.sweep_from = first_sweep(room, days, record)
    room.keep_days, room.keep_record = days, record
    trace(by, room, "keep", detail=days)
    deed(by, "rooms.keeping", room)
    return True


def first_sweep(room: Room, days: int, record: bool) -> dt.datetime | None:
    """When the first message may go. What was running goes on if nothing more goes than before."""
    if not days:
        return None
    less = not room.keep_days or days < room.keep_days or (room.keep_record and not record)
    return utc_now() + NOTICE if less or room.sweep_from is None else room.sweep_from


@every(minutes=30, name="rooms.sweep")
def look_at_rooms() -> None:
    due = select(Room.id).where(Room.keep_days > 0, Room.sweep_from <= utc_now())
    for room_id in db.session.scalars(due.order_by(Room.id)).all():
        for _ in range(ROUNDS):
            if not sweep_room(SYSTEM, room_id):
                break


@operation
def sweep_room(by: Actor, room_id: int) -> bool:
    """One batch of what is too old. True when there may be more."""
    require(by, "signed_in")
    room = db.session.get_one(Room, room_id)
    lock(room)
    if not room.keep_days or room.sweep_from is None or room.sweep_from > utc_now():
        return False
    top = first_kept(room)
    gone = select(Message.id, Message.number).where(
        Message.room_id == room.id, Message.seq < top, ~kept(room.keep_record)
    )
    found = db.session.execute(gone.order_by(Message.seq).limit(BATCH)).all()
    ids = [row.id for row in found]
    if ids:
        take_out(room, ids)
    moved = top > room.min_seq
    if moved:
        move_up(room, top)
    if ids or moved:
        push(f"rooms/{room.id}")
    return bool(ids) or moved


def first_kept(room: Room) -> int:
    """The number of the first entry to be kept, at most one batch above what is kept now."""
    cutoff = utc_now() - dt.timedelta(days=room.keep_days)
    rows = db.session.execute(
        select(RoomEvent.seq, RoomEvent.created_at)
        .where(RoomEvent.room_id == room.id, RoomEvent.seq >= room.min_seq)
        .order_by(RoomEvent.seq)
        .limit(BATCH)
    )
    top = room.min_seq
    for seq, at in rows:
        if at >= cutoff:
            break
        top = seq + 1
    return top


def take_out(room: Room, ids: list[int]) -> None:
    """Messages with all that hangs on them; entries of the log that stay lose their content."""
    quiet = {"synchronize_session": False}
    answers = update(Message).where(Message.reply_to_id.in_(ids)).values(reply_to_id=None)
    db.session.execute(answers.execution_options(**quiet))
    emptied = update(RoomEvent).where(RoomEvent.message_id.in_(ids))
    bare = emptied.values(message_id=None, body=None, type=HIDDEN)
    db.session.execute(bare.execution_options(**quiet))
    db.session.execute(delete(Message).where(Message.id.in_(ids)).execution_options(**quiet))


def move_up(room: Room, top: int) -> None:
    """The log begins with entry `top` now. Of what lies before it only the words of messages that
    are kept stay, for pages; and nobody has them, or what is gone, unread."""
    before = (RoomEvent.room_id == room.id, RoomEvent.seq < top)
    stays = exists().where(Message.room_id == room.id, Message.seq == RoomEvent.seq)
    old = delete(RoomEvent).where(*before, RoomEvent.seq >= room.min_seq, ~stays)
    db.session.execute(old.execution_options(synchronize_session=False))
    behind = select(func.min(Message.number)).where(Message.room_id == room.id, Message.seq >= top)
    first = db.session.scalar(behind)
    read = (room.message_count if first is None else first - 1) or 0
    room.min_seq = top
    marks = update(ReadMark).where(ReadMark.room_id == room.id)
    further = case((ReadMark.seq < top - 1, top - 1), else_=ReadMark.seq)
    marks = marks.where(ReadMark.number < read).values(number=read, seq=further)
    db.session.execute(marks.execution_options(synchronize_session=False))
    unmarked = select(
        RoomMember.person_id, literal(room.id), literal(top - 1), literal(read)
    ).where(
        RoomMember.room_id == room.id, RoomMember.left_at.is_(None),
        ~exists().where(
            ReadMark.room_id == room.id, ReadMark.person_id == RoomMember.person_id
        ),
    )  # fmt: skip
    columns = ["person_id", "room_id", "seq", "number"]
    db.session.execute(insert(ReadMark).from_select(columns, unmarked))
    note_change(room)
