"""Sessions on the pages of what lies below them: groups, rooms, calls; one query for a page."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from grappe.foundation.actor import Actor
from grappe.foundation.beside import Beside, beside, lies_beside
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.policy import visible
from grappe.rooms.models import Room

from ...models import LIVE, PLANNED, WITHDRAWN, Point, Session

ICON, LIVE_ICON = "calendar-blank", "record"
MOST = 3


def told(by: Actor, holder: Any) -> AnySelect:
    return (
        select(
            holder.label("holder"), Session.id, Session.title, Session.state, Session.starts_at,
            Session.timezone,
        )
        .where(visible(by, "sessions.read"), Session.state.in_((PLANNED, LIVE)))
        .order_by(Session.state != LIVE, Session.starts_at.is_(None), Session.starts_at)
    )  # fmt: skip


@beside("room")
def beside_rooms(by: Actor, ids: Collection[int]) -> list[Beside]:
    found = told(by, Session.room_id).where(Session.room_id.in_(ids))
    return lines(db.session.execute(found).all())


@lies_beside("room")
def in_room(room_id: Any) -> ColumnElement[bool]:
    found = select(Session.id).where(Session.room_id == room_id, Session.state.in_((PLANNED, LIVE)))
    return found.correlate_except(Session).exists()


@lies_beside("working_group")
def in_group(group_id: Any) -> ColumnElement[bool]:
    found = select(Session.id).join(Room, Room.id == Session.room_id).where(
        Room.holder_type == "working_group", Room.holder_id == group_id,
        Session.state.in_((PLANNED, LIVE)),
    )  # fmt: skip
    return found.correlate_except(Session, Room).exists()


@lies_beside("call")
def of_call(call_id: Any) -> ColumnElement[bool]:
    found = select(Point.id).where(Point.call_id == call_id, Point.state != WITHDRAWN)
    return found.correlate_except(Point).exists()


@beside("working_group")
def beside_groups(by: Actor, ids: Collection[int]) -> list[Beside]:
    """Of all rooms of the groups, which a room names by its holder."""
    found = told(by, Room.holder_id).join(Room, Room.id == Session.room_id)
    found = found.where(Room.holder_type == "working_group", Room.holder_id.in_(ids))
    return lines(db.session.execute(found).all())


@beside("call")
def beside_calls(by: Actor, ids: Collection[int]) -> list[Beside]:
    found = told(by, Point.call_id).join(Point, Point.session_id == Session.id)
    found = found.where(Point.call_id.in_(ids), Point.state != WITHDRAWN)
    return lines(db.session.execute(found).all())


def lines(rows: Collection[AnyRow]) -> list[Beside]:
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        seen[row.holder] = seen.get(row.holder, 0) + 1
        if seen[row.holder] <= MOST:
            found.append(Beside(
                row.holder, row.title, f"/sessions/{row.id}", row.starts_at, row.state == LIVE,
                LIVE_ICON if row.state == LIVE else ICON,
            ))  # fmt: skip
    return found
