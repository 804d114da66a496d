"""Saying something, changing it, taking it back."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid, Missing
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import later
from grappe.foundation.text import tidy
from grappe.foundation.watch import push
from grappe.organisations.session import hold

from ..models import (
    DELETED,
    EDITED,
    MOST,
    RESTORED,
    SAID,
    TAKE_BACK,
    Mark,
    Message,
    Room,
    RoomEvent,
)
from .files import Attached, hide_files, same_files, take, tell_files
from .forgetting import FORGET
from .log import Entry, Turn, same_key, take_turn, write_event
from .marks import move_mark
from .mentioning import note_mentions
from .tracing import keep_pace, trace_removal

Files = Sequence[Attached]
TWICE = N_("This was sent before with another text. Nothing was overwritten.")
# pyrefly: ignore[missing-attribute]
MESSAGE = Message.__table__.insert().returning(Message.__table__.c.id)
TOO_LATE = N_("A message can be taken back for ten minutes after it was deleted.")
IN_THE_RECORD = N_("This message is in the record. Take it out of the record first.")
GONE = N_("The message has been deleted in the meantime.")


def post_message(
    by: Actor, room: Room, client_id: uuid.UUID, body: str, reply_to: int | None = None,
    files: Files = (),
) -> Entry:  # fmt: skip
    """Say `body` in the room, with files or as nothing but files. Sent again with the same
    `client_id` it is still said once."""
    words = sayable(body, bool(files))
    try:
        return write_message(by, room, client_id, words, reply_to, files)
    except IntegrityError:  # the unique key of (author, client id)
        return said_before(by, room, client_id, (words, reply_to), files)


@operation
def write_message(
    by: Actor, room: Room, client_id: uuid.UUID, words: str, reply_to: int | None,
    files: Files = (),
) -> Entry:  # fmt: skip
    # Taking the turn locks the room, so the rule is asked after whoever may have withdrawn it.
    require(by, "rooms.post", (turn := turn_of(by, room)).room)
    if reply_to is not None:
        heard(by, room, reply_to)
    message_id = insert_message(by, room, turn, words, reply_to)
    write_event(
        room.id, turn, SAID, by.person_id, organisation_id=by.organisation_id,
        client_id=client_id, message_id=message_id, body=words,
    )  # fmt: skip
    if files:
        take(by, turn.room, message_id, files)
    if "@" in words:
        note_mentions(by, turn.room, db.session.get_one(Message, message_id), words)
    if turn.room.slow_seconds:
        keep_pace(by, turn)  # last: what was said before is found by its id, not refused
    move_mark(by.person_id, room.id, turn.seq, turn.count)
    return Entry(turn.seq, message_id, turn.at)


def turn_of(by: Actor, room: Room) -> Turn:
    """The room's lock first, which may take a while; then whether `by` is still who they were."""
    turn = take_turn(room, messages=1)
    hold(by)
    return turn


def insert_message(by: Actor, room: Room, turn: Turn, words: str, reply_to: int | None) -> int:
    row = {
        "room_id": room.id, "seq": turn.seq, "number": turn.count, "author_id": by.person_id,
        "organisation_id": by.organisation_id, "body": words, "reply_to_id": reply_to,
        "created_at": turn.at,
    }  # fmt: skip
    return db.session.execute(MESSAGE, row).scalar_one()


def said_before(
    by: Actor, room: Room, client_id: uuid.UUID, said: tuple[str, int | None], files: Files
) -> Entry:
    """Where it already stands. The same id for something else is a conflict, not a message."""
    row = db.session.execute(
        select(RoomEvent.room_id, RoomEvent.seq, RoomEvent.type, RoomEvent.message_id,
               RoomEvent.created_at, RoomEvent.body, Message.reply_to_id)
        .outerjoin(Message, Message.id == RoomEvent.message_id)
        .where(same_key(client_id, by.person_id))
    ).one_or_none()  # fmt: skip
    if row is None or (row.room_id, row.type) != (room.id, SAID):
        raise Conflict(TWICE)
    other = row.body is not None and (row.body, row.reply_to_id) != said
    if other or not same_files(row.message_id, files):
        raise Conflict(TWICE)
    require(by, "rooms.read", room)
    return Entry(row.seq, row.message_id, row.created_at, again=True)


@operation
def edit_message(by: Actor, room: Room, message: Message, client_id: uuid.UUID, body: str) -> Entry:
    """Say it differently; that it was changed, and when, stays to be seen."""
    require(by, "rooms.edit_message", held(by, room, message))
    if message.deleted_at is not None:
        raise Conflict(GONE)
    words = sayable(body, message.files is not None)
    before = db.session.execute(
        select(RoomEvent.seq, RoomEvent.message_id, RoomEvent.created_at, RoomEvent.body)
        .where(same_key(client_id, by.person_id))
    ).one_or_none()  # fmt: skip
    if before is not None:
        if (before.message_id, before.body) != (message.id, words):
            raise Conflict(TWICE)
        return Entry(before.seq, message.id, before.created_at, again=True)
    if words == message.body:
        return Entry(message.edited_seq or message.seq, message.id, message.created_at, again=True)
    return write_edit(by, room, message, client_id, words)


def write_edit(by: Actor, room: Room, message: Message, client_id: uuid.UUID, words: str) -> Entry:
    turn = take_turn(room)
    write_event(
        room.id, turn, EDITED, by.person_id, organisation_id=by.organisation_id,
        client_id=client_id, message_id=message.id, body=words,
    )  # fmt: skip
    message.body, message.edited_at, message.edited_seq = words, turn.at, turn.seq
    note_mentions(by, room, message, words)
    if message.pinned_at is not None:
        push(f"rooms/{room.id}")
    return Entry(turn.seq, message.id, turn.at)


@operation
def delete_message(by: Actor, room: Room, message: Message, reason: str = "") -> Entry:
    """Take a message out. Its place stays, its text is gone from everywhere it could be read; one's
    own is kept aside for as long as it can be taken back, another's needs a reason."""
    require(by, "rooms.delete_message", held(by, room, message))
    if message.deleted_at is not None:
        return deleted_before(message)
    own = message.author_id == by.person_id
    if not own:
        trace_removal(by, room, message, reason)
    if db.session.scalar(select(Mark.id).where(Mark.message_id == message.id)):
        raise Conflict(IN_THE_RECORD)
    turn = take_turn(room)
    write_event(
        room.id, turn, DELETED, by.person_id, organisation_id=by.organisation_id,
        message_id=message.id,
    )  # fmt: skip
    message.kept = message.body if own else None
    message.body, message.deleted_at, message.deleted_by_id = "", turn.at, by.person_id
    if message.pinned_at is not None:
        message.pinned_at = None
        push(f"rooms/{room.id}")
    note_mentions(by, room, message, "")
    hide_files(room, message, for_now=own)
    if own:
        later(FORGET, {"message": message.id}, due=turn.at + TAKE_BACK)
    blanked = update(RoomEvent).where(RoomEvent.message_id == message.id).values(body=None)
    db.session.execute(blanked.execution_options(synchronize_session=False))
    return Entry(turn.seq, message.id, turn.at)


def deleted_before(message: Message) -> Entry:
    gone = select(func.max(RoomEvent.seq)).where(
        RoomEvent.message_id == message.id, RoomEvent.type == DELETED
    )
    seq = db.session.scalars(gone).one() or message.seq
    return Entry(seq, message.id, message.deleted_at or message.created_at, again=True)


@operation
def restore_message(by: Actor, room: Room, message: Message) -> Entry:
    """Take back a deletion of one's own, for ten minutes."""
    require(by, "rooms.restore_message", held(by, room, message))
    if message.deleted_at is None or message.kept is None:
        raise Conflict(TOO_LATE)
    if utc_now() > message.deleted_at + TAKE_BACK:
        raise Conflict(TOO_LATE)
    turn = take_turn(room)
    message.body, message.kept = message.kept, None
    message.deleted_at = message.deleted_by_id = None
    tell_files(room, message)
    note_mentions(by, room, message, message.body, tell=False)
    write_event(
        room.id, turn, RESTORED, by.person_id, organisation_id=by.organisation_id,
        message_id=message.id, body=message.body,
    )  # fmt: skip
    return Entry(turn.seq, message.id, turn.at)


def held(by: Actor, room: Room, message: Message) -> Message:
    """The message as it is now, under the room's lock; Missing when it is of another room."""
    lock(room)
    hold(by)
    if message.room_id != room.id:
        raise Missing
    db.session.refresh(message)
    return message


def heard(by: Actor, room: Room, message_id: int) -> None:
    """What is replied to stands in this room, and the person may see it."""
    answered = db.session.get(Message, message_id)
    if answered is None or answered.room_id != room.id:
        raise Missing
    require(by, "rooms.read_message", answered)


def sayable(body: str, with_files: bool = False) -> str:
    words = tidy(body)
    if not words and not with_files:
        raise Invalid(N_("Write something first."), field="body")
    if len(words) > MOST:
        raise Invalid(
            N_("A message holds %(most)s characters; this one has %(count)s. Send it in parts."),
            field="body", most=MOST, count=len(words),
        )  # fmt: skip
    return words
