"""What a room keeps however old it is, and how much would go."""

import datetime as dt

from sqlalchemy import ColumnElement, exists, func, or_, select

from grappe.foundation.db import db, utc_now

from ..models import Mark, Message, Report, Room
from ..models.order import NOTICE, WAITING


def kept(record: bool) -> ColumnElement[bool]:
    """Pinned, reported and not decided, and with `record` what is in the record."""
    stays: list[ColumnElement[bool]] = [
        Message.pinned_at.is_not(None),
        exists().where(Report.message_id == Message.id, Report.state == WAITING),
    ]
    if record:
        stays.append(exists().where(Mark.message_id == Message.id))
    return or_(*stays)


def how_many_go(room: Room, days: int, record: bool) -> int:
    """How many messages would go with the first run, if that was chosen now."""
    if not days:
        return 0
    cutoff = utc_now() + NOTICE - dt.timedelta(days=days)
    found = select(func.count(Message.id)).where(
        Message.room_id == room.id, Message.created_at < cutoff, ~kept(record)
    )
    return db.session.scalar(found) or 0


def first_run() -> dt.datetime:
    return utc_now() + NOTICE
