"""Saying, changing, taking back, having read. The answer goes out after the commit."""

import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from grappe.foundation.actor import Actor
from grappe.foundation.bell import ring
from grappe.foundation.limits import limit
from grappe.foundation.live import Number, Payload, hears

from .. import queries
from ..models import BURST, STEADY, Message, Room
from ..models.files import MOST_FILES
from ..operations import Attached, delete_message, edit_message, mark_read, post_message
from .entering import Id, Leave
from .hearing import process

TYPING_PAUSE = 2.0  # seconds during which further typing is not news
Cid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class File(Payload):
    """A file that was uploaded before, and what it shows, in words."""

    file: Id
    alt: Annotated[str, Field(max_length=500)] = ""


class Send(Payload):
    """`cid` is made by the sender's side, once for each message however often it is sent."""

    room: Id
    cid: Cid
    body: str
    reply_to: Id | None = None
    files: Annotated[list[File], Field(max_length=MOST_FILES)] = []


class Edit(Payload):
    room: Id
    message: Id
    cid: Cid
    body: str


class Delete(Payload):
    room: Id
    message: Id
    cid: Cid | None = None
    reason: str = ""


class Read(Payload):
    room: Id
    seq: Annotated[int, Number]


@hears("rooms:send", Send, action="rooms.post", load=(Room, "room"), rate=BURST)
def send(by: Actor, said: Send, room: Room) -> dict[str, Any]:
    limit("rooms.post", by.person_id, STEADY)
    files = [Attached(one.file, one.alt) for one in said.files]
    entry = post_message(by, room, UUID(said.cid), said.body, said.reply_to, files)
    process().typing.pop((room.id, by.person_id), None)  # what is typed next is news again
    return {"seq": entry.seq, "id": entry.message_id, "at": entry.at.isoformat()}


@hears("rooms:edit", Edit, action="rooms.edit_message", load=(Message, "message"), rate=BURST)
def edit(by: Actor, said: Edit, message: Message) -> dict[str, Any]:
    room = queries.room(by, said.room)
    entry = edit_message(by, room, message, UUID(said.cid), said.body)
    return {"seq": entry.seq, "id": entry.message_id, "at": entry.at.isoformat()}


@hears("rooms:delete", Delete, action="rooms.delete_message", load=(Message, "message"), rate=BURST)
def delete(by: Actor, said: Delete, message: Message) -> dict[str, Any]:
    entry = delete_message(by, queries.room(by, said.room), message, said.reason)
    return {"seq": entry.seq, "id": entry.message_id, "at": entry.at.isoformat()}


@hears("rooms:read", Read, action="rooms.read", load=(Room, "room"))
def read(by: Actor, said: Read, room: Room) -> None:
    mark_read(by, room, said.seq)


@hears("rooms:typing", Leave, action="rooms.post", load=(Room, "room"))
def typing(by: Actor, said: Leave, room: Room) -> None:
    """Told by the next beat, which looks first at who may listen; kept nowhere."""
    lately = process().typing
    who, now = (room.id, by.person_id), time.monotonic()
    if now - lately.get(who, -TYPING_PAUSE) < TYPING_PAUSE:
        return
    if len(lately) > 5_000:
        lately.clear()
    lately[who] = now
    ring(f"typing:{room.id}:{by.person_id}")
