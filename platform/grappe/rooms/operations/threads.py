"""Threads: messages that stand in the same log, under the message they are about."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_the
from grappe.foundation.errors import N_, Conflict, Missing
from grappe.foundation.news import deed
from grappe.foundation.policy import require

from ..models import Message, Room
from .log import Turn

NOTHING_LEFT = N_("The message has been deleted in the meantime: no thread can begin there.")


@dataclass(frozen=True)
class Words:
    """What is said: as an answer to `reply_to`, in the thread of `root`, or neither."""

    body: str
    reply_to: int | None = None
    root: int | None = None


def heard(by: Actor, room: Room, message_id: int) -> None:
    """What is replied to stands in this room, and the person may see it."""
    answered = db.session.scalars(select(Message).where(is_the(Message.id, message_id))).first()
    if answered is None or answered.room_id != room.id:
        raise Missing
    require(by, "rooms.read_message", answered)


def continue_thread(by: Actor, turn: Turn, root_id: int) -> None:
    """One more message under `root_id`, which knows how many and who was the last: the talk shows
    it without counting. A thread has no threads."""
    heard(by, turn.room, root_id)
    root = db.session.get_one(Message, root_id, populate_existing=True)
    if root.root_id is not None:
        raise Missing
    if root.deleted_at is not None and not root.replies:
        raise Conflict(NOTHING_LEFT)
    root.replies += 1
    root.replied_at, root.replied_by_id = turn.at, by.person_id


def tell_thread(by: Actor, message_id: int) -> None:
    deed(by, "rooms.threaded", db.session.get_one(Message, message_id))


def recount(message: Message) -> None:
    """After one of a thread was deleted or has come back."""
    if message.root_id is None:
        return
    db.session.flush()
    there = (Message.root_id == message.root_id, Message.deleted_at.is_(None))
    many = db.session.scalar(select(func.count()).where(*there)) or 0
    newest = select(Message.created_at, Message.author_id).where(*there)
    last = db.session.execute(newest.order_by(Message.seq.desc()).limit(1)).one_or_none()
    at, who = last or (None, None)
    root = update(Message).where(Message.id == message.root_id)
    db.session.execute(root.values(replies=many, replied_at=at, replied_by_id=who))
