"""Files: kept when they are sent, named by a message, gone for good with it.

A file is there before its message, so that a large one can travel first and a retry sends it once.
The message takes it, in its own transaction; what no message has taken within a day is thrown away.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.filetypes import kind_of
from grappe.foundation.limits import limit
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.receiving import receive
from grappe.foundation.storage import Stored, remove
from grappe.foundation.tasks import every
from grappe.foundation.text import tidy
from grappe.foundation.watch import push

from ..models import Message, Room
from ..models.files import MOST_FILES, UNSENT, UPLOADS, RoomFile

LARGEST = 2**31 - 1  # number that a file can have
GONE = N_("One of the files is no longer there. Attach it again.")
TOO_MANY = N_("A message holds %(most)s files. Send the others with the next one.")


@dataclass(frozen=True)
class Attached:
    """A file that a message names, and what it shows, in words."""

    file_id: int
    alt: str = ""


def upload(by: Actor, room: Room, client_id: uuid.UUID, sent: FileStorage) -> RoomFile:
    """Keep a file that a message will name. The same `client_id` is kept once."""
    require(by, "rooms.post", room)
    limit("rooms.upload", by.person_id, UPLOADS)
    if known := sent_before(by, room, client_id):
        return known
    room_id = room.id
    stored = receive(by, sent, "files")
    try:
        return write_file(by, room_id, client_id, stored)
    except IntegrityError:  # the unique key of (author, client id): it came twice at once
        return sent_before(by, room, client_id) or refuse_gone()


def refuse_gone() -> RoomFile:
    raise Conflict(GONE)


def sent_before(by: Actor, room: Room, client_id: uuid.UUID) -> RoomFile | None:
    mine = RoomFile.author_id == by.person_id
    found = select(RoomFile).where(mine, RoomFile.client_id == client_id)
    return db.session.scalars(found.where(RoomFile.room_id == room.id)).one_or_none()


@operation
def write_file(by: Actor, room_id: int, client_id: uuid.UUID, stored: Stored) -> RoomFile:
    require(by, "rooms.post", db.session.get_one(Room, room_id))
    file = RoomFile(
        room_id=room_id, author_id=by.person_id, organisation_id=by.organisation_id,
        client_id=client_id, key=stored.key, small=stored.small, kind=kind_of(stored.type),
        name=stored.name, type=stored.type, size=stored.size, sha256=stored.sha256,
        facts=stored.facts,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file


def take(by: Actor, room: Room, message_id: int, files: Sequence[Attached]) -> None:
    """The files become the message's, each only if it waits for one of `by` in this room."""
    if len(files) > MOST_FILES:
        raise Invalid(TOO_MANY, field="files", most=MOST_FILES)
    waiting = select(RoomFile).where(
        RoomFile.id.in_([one.file_id for one in files if one.file_id <= LARGEST]),
        RoomFile.room_id == room.id,
        RoomFile.author_id == by.person_id, RoomFile.message_id.is_(None),
    )  # fmt: skip
    found = {row.id: row for row in db.session.scalars(waiting.with_for_update())}
    if len({one.file_id for one in files} & found.keys()) < len(files):
        raise Invalid(GONE, field="files")
    for place, one in enumerate(files):
        row = found[one.file_id]
        row.message_id, row.place, row.alt = message_id, place, tidy(one.alt)[:200]
    db.session.flush()
    tell_files(room, db.session.get_one(Message, message_id))


def tell_files(room: Room, message: Message) -> None:
    """The message carries what is told of its files: a page then asks nothing more of them."""
    message.files = [row.told for row in files_of([message.id])] or None
    push(f"rooms/{room.id}")


def files_of(message_ids: Collection[int]) -> list[RoomFile]:
    found = select(RoomFile).where(RoomFile.message_id.in_(message_ids))
    return list(db.session.scalars(found.order_by(RoomFile.message_id, RoomFile.place)))


def same_files(message_id: int | None, files: Sequence[Attached]) -> bool:
    """Whether the message that was sent before named these. One that was deleted names none."""
    named = [row.id for row in files_of([message_id or 0])]
    return not named or named == [one.file_id for one in files]


def hide_files(room: Room, message: Message, for_now: bool) -> None:
    """With the message they are gone from everywhere; `for_now`: it can still be taken back."""
    if message.files is None:
        return
    message.files = None
    push(f"rooms/{room.id}")
    if not for_now:
        drop_files([message.id])


def drop_files(message_ids: Collection[int]) -> None:
    """For good: the rows now, the files once that is committed."""
    drop(files_of(message_ids))


def drop(files: Sequence[RoomFile]) -> None:
    remove(key for row in files for key in (row.key, row.small))
    for row in files:
        db.session.delete(row)
    db.session.flush()


@operation
def discard_file(by: Actor, file: RoomFile) -> None:
    """Take back a file that no message has named yet."""
    require(by, "rooms.discard_file", file)
    drop([file])


@every(60, "rooms.unsent_files")
def throw_away() -> None:
    while throw_away_some(SYSTEM):
        pass


@operation
def throw_away_some(by: Actor) -> int:
    require(by, "signed_in")
    old: Any = (RoomFile.message_id.is_(None), RoomFile.at < utc_now() - UNSENT)
    rows = list(db.session.scalars(select(RoomFile).where(*old).limit(100)))
    drop(rows)
    return len(rows)
