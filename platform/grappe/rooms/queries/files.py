"""The files of a room, as whoever may read their messages finds them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.filetypes import KINDS
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import Message, Room, RoomMember
from ..models.files import RoomFile

PAGE, BESIDE = 50, 5


@dataclass(frozen=True)
class Files:
    """A page of the list, the newest first; `more`: the number to go on from."""

    rows: list[AnyRow]
    more: int | None


def listed(by: Actor, room: Room) -> AnySelect:
    """Files that have been sent, from where `by` may see the room on; the door has asked the rule
    of the room, and the member's row says since when."""
    mine = and_(
        RoomMember.room_id == room.id, RoomMember.person_id == by.person_id,
        RoomMember.left_at.is_(None),
    )  # fmt: skip
    return (
        select(
            RoomFile.id, RoomFile.name, RoomFile.kind, RoomFile.type, RoomFile.size, RoomFile.facts,
            RoomFile.alt, Message.created_at.label("at"), Message.id.label("message_id"),
            Message.seq, Person.name.label("author"), Person.id.label("author_id"),
            Organisation.name.label("organisation"),
        )
        .select_from(RoomFile)
        .join(Message, Message.id == RoomFile.message_id)
        .join(RoomMember, mine)
        .join(Person, Person.id == RoomFile.author_id)
        .outerjoin(Organisation, Organisation.id == RoomFile.organisation_id)
        .where(RoomFile.room_id == room.id, *standing(), Message.seq >= RoomMember.from_seq)
        .order_by(RoomFile.message_id.desc(), RoomFile.place, RoomFile.id)
    )  # fmt: skip


def standing() -> list[ColumnElement[bool]]:
    return [Message.deleted_at.is_(None)]


def files(by: Actor, room: Room, kind: str = "", before: int | None = None) -> Files:
    """`before`: files of messages older than that one. A message's files stay on one page."""
    query = listed(by, room).where(visible(by, "rooms.read_file"))
    if kind in KINDS:
        query = query.where(RoomFile.kind == kind)
    if before is not None:
        query = query.where(RoomFile.message_id < before)
    rows = list(db.session.execute(query.limit(PAGE + 1)))
    if len(rows) <= PAGE:
        return Files(rows, None)
    last = rows[PAGE].message_id
    whole = [row for row in rows[:PAGE] if row.message_id != last]
    return Files(whole, whole[-1].message_id)


def latest_files(by: Actor, room: Room) -> list[AnyRow]:
    """Those sent last, for beside the talk."""
    return list(db.session.execute(listed(by, room).limit(BESIDE)))


def waiting_files(by: Actor, room: Room, file_ids: list[int]) -> list[RoomFile]:
    """Those of `file_ids` that `by` has sent and no message has named yet."""
    found = select(RoomFile).where(
        RoomFile.id.in_(file_ids), RoomFile.room_id == room.id, RoomFile.message_id.is_(None),
        RoomFile.author_id == by.person_id,
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(RoomFile.id)))


def sent_with(file: RoomFile) -> AnyRow | None:
    """Who sent it when, for which organisation, with which message; None while it waits."""
    return db.session.execute(
        select(Message.id, Message.seq, Message.created_at, Person.name,
               Organisation.name.label("organisation"))
        .join(Person, Person.id == Message.author_id)
        .outerjoin(Organisation, Organisation.id == Message.organisation_id)
        .where(Message.id == file.message_id)
    ).one_or_none()  # fmt: skip
