"""What those who run a room do leaves a trace; and the pace of a room in slow mode."""

import datetime as dt
import math

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid, Slow
from grappe.foundation.news import deed
from grappe.foundation.policy import allowed
from grappe.foundation.text import tidy
from grappe.foundation.watch import push

from ..models import Message, Room, RoomAct, RoomPace
from ..models.order import LONGEST_REASON
from .log import Turn
from .marks import upsert

WHY = N_("Say why: whoever it concerns can read it.")
TOO_LONG = N_("Shorten this to %(most)s characters at most")


def trace(  # noqa: PLR0913  a line of the trace has that many facts, all named
    by: Actor, room: Room, verb: str, *, person: int | None = None, seq: int | None = None,
    reason: str = "", detail: object = "", told: str = "",
) -> RoomAct:  # fmt: skip
    """Write down an act of order, in the transaction that does it; `told` is the verb of the deed
    by which whoever it concerns is told."""
    act = RoomAct(
        room_id=room.id, verb=verb, by_id=by.person_id if by.person_id > 0 else None,
        organisation_id=by.organisation_id, person_id=person, seq=seq, reason=reason,
        detail=str(detail),
    )  # fmt: skip
    db.session.add(act)
    db.session.flush()
    if told:
        deed(by, told, act, person=person)
    push(f"rooms/{room.id}")
    return act


def reasoned(reason: str, field: str = "reason") -> str:
    words = tidy(reason)
    if not words:
        raise Invalid(WHY, field=field)
    if len(words) > LONGEST_REASON:
        raise Invalid(TOO_LONG, field=field, most=LONGEST_REASON)
    return words


def trace_removal(by: Actor, room: Room, message: Message, reason: str) -> None:
    trace(
        by, room, "delete", person=message.author_id, seq=message.seq, reason=reasoned(reason),
        told="rooms.removed",
    )  # fmt: skip


def keep_pace(by: Actor, turn: Turn) -> None:
    """One message each so many seconds. Decided under the lock of the room that `turn` has taken,
    so that two processes never let one through each; those who run the room are free."""
    room, key = turn.room, (turn.room.id, by.person_id)
    if allowed(by, "rooms.manage", room):
        return
    last = db.session.scalar(
        select(RoomPace.said_at).where(RoomPace.room_id == key[0], RoomPace.person_id == key[1])
    )
    pace = dt.timedelta(seconds=room.slow_seconds)
    if last is not None and last + pace > turn.at:
        wait = min(room.slow_seconds, math.ceil((last + pace - turn.at).total_seconds()))
        raise Slow(wait, room.slow_seconds)
    row = upsert(RoomPace).values(room_id=key[0], person_id=key[1], said_at=turn.at)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[RoomPace.room_id, RoomPace.person_id],
            set_={"said_at": row.excluded.said_at},
        )
    )
