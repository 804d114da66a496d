"""Reading the log: what happened in a room after a given event, as everybody is told it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db
from grappe.foundation.drawing import hue, initials
from grappe.foundation.errors import Missing
from grappe.foundation.models import AccessEpoch
from grappe.foundation.policy import audience, visible
from grappe.foundation.text import markdown, plain
from grappe.organisations.models import Organisation

from ..models import (
    DELETED,
    JOINING,
    RESTORED,
    SAID,
    STATE,
    Message,
    Room,
    RoomEvent,
    RoomMember,
)
from .mentions import NOBODY, Mentions, mentions
from .states import NOTHING, States, spoken, states

BATCH = 200  # events told at once,
WEIGHT = 150_000  # and characters of text, whichever is less: a line is shared with others
EXCERPT = 120
Version = tuple[
    int, int
]  # of the room's access and of everybody's: what was checked under it holds


@dataclass(frozen=True)
class Standing:
    """How somebody stands in a room at one moment, read together."""

    member_id: int
    from_seq: int
    head: int
    min_seq: int
    version: Version


EPOCH = func.coalesce(select(AccessEpoch.version).scalar_subquery(), 0)
VERSIONS = select(Room.id, Room.last_seq, Room.acl_version, EPOCH).where(
    Room.id.in_(bindparam("rooms", expanding=True))
)


def standing(by: Actor, room_id: int) -> Standing:
    """Missing for whoever may not read the room. The version is never newer than the answer."""
    row = db.session.execute(
        select(RoomMember.id, RoomMember.from_seq, Room.last_seq, Room.min_seq,
               Room.acl_version, EPOCH)
        .join(Room, Room.id == RoomMember.room_id)
        .where(RoomMember.room_id == room_id, RoomMember.person_id == by.person_id,
               RoomMember.left_at.is_(None), visible(by, "rooms.read"))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise Missing
    member_id, from_seq, head, min_seq, *version = row
    first = max(from_seq, min_seq)
    return Standing(member_id, from_seq, head, first, (version[0], version[1]))


def versions(room_ids: Collection[int]) -> dict[int, tuple[int, Version]]:
    """For each room its newest event and the version of its access."""
    rows = db.session.execute(
        select(Room.id, Room.last_seq, Room.acl_version, EPOCH).where(Room.id.in_(room_ids))
    )
    return {room_id: (head, (acl, everybody)) for room_id, head, acl, everybody in rows}


def listeners(room_id: int, people: Collection[int]) -> dict[int, int]:
    """Those of `people` who may listen to the room now, each with the first event they may see."""
    room = db.session.get(Room, room_id, populate_existing=True)
    if room is None:
        return {}
    rows = db.session.execute(
        select(RoomMember.person_id, RoomMember.from_seq).where(
            RoomMember.room_id == room_id,
            RoomMember.left_at.is_(None),
            RoomMember.person_id.in_(people),
            RoomMember.person_id.in_(audience("rooms.read", room)),
        )
    )
    return {row.person_id: row.from_seq for row in rows}


def entries(room_id: int, after: int, most: int = BATCH) -> Sequence[AnyRow]:
    """The log above event `after`, in order: as much of it as is told at once."""
    rows = db.session.execute(above(), {"room": room_id, "after": after, "most": most}).all()
    sums = accumulate(len(row.body or "") for row in rows)
    return rows[: max(1, sum(1 for total in sums if total <= WEIGHT))]


@cache
def above() -> AnySelect:
    """Drawn once: every beat and every catching-up asks it."""
    return (
        told()
        .where(RoomEvent.room_id == bindparam("room"), RoomEvent.seq > bindparam("after"))
        .order_by(RoomEvent.seq)
        .limit(bindparam("most"))
    )


@cache
def told() -> AnySelect:
    """Everything that is told of an event, with the one it answers. Writing it takes longer than
    running it, so it is written once."""
    answered, asker = aliased(Message), aliased(Person)
    with_quote = RoomEvent.type.in_((SAID, RESTORED))
    return (
        select(
            RoomEvent.seq, RoomEvent.type, RoomEvent.created_at, RoomEvent.body,
            RoomEvent.message_id, RoomEvent.author_id, RoomEvent.client_id, Person.name,
            Organisation.name.label("organisation"),
            Message.seq.label("message_seq"), Message.author_id.label("message_author_id"),
            Message.edited_at, Message.files,
            answered.id.label("reply_id"), answered.seq.label("reply_seq"),
            answered.body.label("reply_body"), asker.name.label("reply_name"),
        )
        .select_from(RoomEvent)
        .join(Person, Person.id == RoomEvent.author_id)
        .outerjoin(Organisation, Organisation.id == RoomEvent.organisation_id)
        .outerjoin(Message, Message.id == RoomEvent.message_id)
        .outerjoin(answered, and_(answered.id == Message.reply_to_id, with_quote))
        .outerjoin(asker, asker.id == answered.author_id)
    )  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What is told with events beside them: how the messages stand now that some concern, so that
    the last one told is always the truth, and whom the words of others speak to."""

    states: States
    mentions: Mentions


def around(rows: Sequence[AnyRow]) -> Around:
    about = {row.message_id for row in rows if row.type in (STATE, RESTORED)}
    spoken = {row.message_id for row in rows if "@" in (row.body or "")}
    return Around(states(about) if about else {}, mentions(spoken))


def envelopes(rows: Sequence[AnyRow], from_seq: int, beside: Around) -> list[dict[str, Any]]:
    """The events that somebody is told who sees the room from `from_seq` on."""
    return [envelope(row, from_seq, beside) for row in rows if row.seq >= from_seq]


def envelope(row: AnyRow, from_seq: int, beside: Around) -> dict[str, Any]:
    """One event as it is told to all who see the room from `from_seq` on. What concerns a message
    from before that is only a number, so that theirs have no hole either."""
    about = {"seq": row.seq, "type": row.type, "at": row.created_at.isoformat()}
    if row.message_seq is not None and row.message_seq < from_seq:
        return about | {"type": "hidden"}
    about["author"] = {
        "id": row.author_id, "name": row.name, "initials": initials(row.name),
        "hue": hue(row.author_id), "organisation": row.organisation or "",
    }  # fmt: skip
    if row.type == JOINING:
        return about | {"change": row.body}
    about["id"] = row.message_id
    if row.type in (STATE, RESTORED):
        about["state"] = spoken(beside.states.get(row.message_id, NOTHING))
    if row.type == STATE:
        return about
    if row.type == DELETED:
        return about | {"own": row.author_id == row.message_author_id}
    if row.body is None:
        return about | {"deleted": True}
    return about | words_of(row, from_seq, beside)


def words_of(row: AnyRow, from_seq: int, beside: Around) -> dict[str, Any]:
    """What was said, and to whom. The sender's own id lets its page find what it has not sent."""
    said = beside.mentions.get(row.message_id, NOBODY)
    words: dict[str, Any] = {"html": str(markdown(row.body, said.labels)), "text": row.body}
    if said.labels:
        words["mentions"] = said.told()
    if row.type in (SAID, RESTORED):
        words["reply"] = reply(row, from_seq)
        if row.files:
            words["files"] = row.files
    if row.type == SAID:
        words["cid"] = str(row.client_id)
    if row.type == RESTORED:
        words["edited"] = row.edited_at.isoformat() if row.edited_at else None
    return words


def reply(row: AnyRow, from_seq: int) -> dict[str, Any] | None:
    if row.reply_id is None or row.reply_seq < from_seq:
        return None
    excerpt = plain(row.reply_body, EXCERPT)
    return {"id": row.reply_id, "seq": row.reply_seq, "name": row.reply_name, "excerpt": excerpt}


def since(found: Standing, room_id: int, after: int) -> dict[str, Any]:
    """What somebody who stands so has missed: `head` is the newest event, `min` the first they may
    see; `reset` when what they have lies before that, `more` when there is more to ask for."""
    reset = after + 1 < found.min_seq
    rows = entries(room_id, max(after, found.min_seq - 1))
    more = bool(rows) and rows[-1].seq < found.head
    answer = {
        "head": max(found.head, rows[-1].seq if rows else 0),
        "min": found.min_seq,
        "events": envelopes(rows, found.from_seq, around(rows)),
        "more": more,
    }
    return answer | {"reset": True} if reset else answer


def caught_up(by: Actor, room_id: int, after: int, again: Callable[[], Actor]) -> dict[str, Any]:
    """Events after `after`. They are read first, and the right to read them once more after that
    (`again` gives the actor read afresh): nothing is handed out that was said after it ended."""
    before = standing(by, room_id)
    answer = since(before, room_id, after)
    if standing(again(), room_id).member_id != before.member_id:
        raise Missing
    return answer
