"""The record of a room: messages that become decisions, actions, questions or risks."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import InvalidRequestError

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, touched, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every
from grappe.foundation.watch import push
from grappe.organisations.session import hold

from ..models import (
    ACTION,
    DONE,
    DROPPED,
    KINDS,
    OPEN,
    Mark,
    MarkCount,
    Message,
    Room,
    Voice,
)
from .marks import upsert
from .membership import active_member
from .responding import tell_state, there

ALREADY = N_("This message is in the record already.")
NOT_HERE = N_("Choose somebody who is in the room.")
SETTLED = N_("This decision has been settled in the meantime.")
STAYS = N_("What is settled stays in the record. Open it again first.")
FOR_NOBODY = N_("You are in this room for no organisation, so there is no voice to give.")
CHANGED = N_("Somebody else has just changed this entry. Look at it again.")


@dataclass(frozen=True)
class Said:
    """What an entry of the record says; an owner and a date belong to actions only."""

    words: str
    owner_id: int | None = None
    due_on: dt.date | None = None


@operation
def mark_message(by: Actor, room: Room, message: Message, kind: str, said: Said) -> Mark:
    """Write a message into the record, under the next number of its kind in the room's place."""
    require(by, "rooms.mark", there(by, room, message))
    if kind not in KINDS:
        raise Invalid
    if db.session.scalar(select(Mark.id).where(Mark.message_id == message.id)):
        raise Conflict(ALREADY)
    mark = Mark(
        room_id=room.id, message_id=message.id, seq=message.seq, holder_type=room.holder_type,
        holder_id=room.holder_id, kind=kind, number=next_number(room, kind), by_id=by.person_id,
    )  # fmt: skip
    write(by, room, mark, said)
    db.session.add(mark)
    db.session.flush()
    announce(by, room, mark)
    return mark


def next_number(room: Room, kind: str) -> int:
    """Taken under the lock of its row, so that two rooms of one group never give the same."""
    first = upsert(MarkCount).values(
        holder_type=room.holder_type, holder_id=room.holder_id, kind=kind, number=1
    )
    counted = first.on_conflict_do_update(
        index_elements=[MarkCount.holder_type, MarkCount.holder_id, MarkCount.kind],
        set_={"number": MarkCount.number + 1},
    )
    return db.session.execute(counted.returning(MarkCount.number)).scalar_one()


def write(by: Actor, room: Room, mark: Mark, said: Said) -> None:
    if not said.words:
        raise Invalid(N_("Say in a sentence what it is."), field="words")
    mark.words = said.words
    if mark.kind != ACTION:
        return
    if said.owner_id is not None and active_member(room, said.owner_id) is None:
        raise Invalid(NOT_HERE, field="owner")
    given = said.owner_id not in (None, mark.owner_id, by.person_id)
    if said.due_on != mark.due_on:
        mark.reminded_at = None
    mark.owner_id, mark.due_on = said.owner_id, said.due_on
    if given:
        db.session.add(mark)
        deed(by, "marks.given", mark, person=said.owner_id)


@operation
def amend_mark(by: Actor, mark: Mark, said: Said, seen: int | None = None) -> None:
    """Say it better, give it to somebody else, or put it off; `seen` is the version that was on
    the page. Two who change it at once: the second is shown what the first has said."""
    require(by, "marks.amend", held_mark(by, mark))
    if mark.state == DROPPED or (seen is not None and seen != mark.version):
        raise Conflict(CHANGED)
    write(by, room_of(mark), mark, said)
    mark.version += 1
    announce(by, room_of(mark), mark)


@operation
def settle_mark(by: Actor, mark: Mark, state: str) -> bool:
    """Adopted, done, answered; dropped; or open again. True when anything changed."""
    require(by, "marks.settle", held_mark(by, mark))
    if state not in (OPEN, DONE, DROPPED):
        raise Invalid
    if state == mark.state:
        return False
    mark.state = state
    mark.settled_at = None if state == OPEN else utc_now()
    mark.settled_by_id = None if state == OPEN else by.person_id
    announce(by, room_of(mark), mark)
    return True


@operation
def unmark(by: Actor, mark: Mark) -> None:
    """Take an entry out of the record, as long as it is open. Its number is not given again."""
    require(by, "marks.amend", held_mark(by, mark))
    if mark.state == DONE:
        raise Conflict(STAYS)
    room, message_id = room_of(mark), mark.message_id
    db.session.delete(mark)
    db.session.flush()
    tell_state(by, room, message_id)
    push(f"rooms/{room.id}")


@operation
def agree(by: Actor, mark: Mark, on: bool) -> bool:
    """The voice of the organisation one is in the room for. True when anything changed."""
    require(by, "marks.agree", proposed(by, mark))
    room = room_of(mark)
    member = active_member(room, by.person_id)
    if member is None or member.organisation_id is None:
        raise Invalid(FOR_NOBODY)
    voice = db.session.get(Voice, (mark.id, member.organisation_id))
    if on == (voice is not None):
        return False
    if voice is None:
        given = Voice(
            mark_id=mark.id, organisation_id=member.organisation_id, person_id=by.person_id
        )
        db.session.add(given)
    else:
        mine = (Voice.mark_id == mark.id, Voice.organisation_id == member.organisation_id)
        db.session.execute(delete(Voice).where(*mine))
    push(f"rooms/{room.id}")
    return True


def room_of(mark: Mark) -> Room:
    return db.session.get_one(Room, mark.room_id)


def held_mark(by: Actor, mark: Mark) -> Mark:
    """The entry as it stands now, under the lock of its room."""
    lock(room_of(mark))
    hold(by)
    try:
        db.session.refresh(mark)
    except InvalidRequestError as gone:  # taken out of the record meanwhile
        raise Conflict(CHANGED) from gone
    return mark


def proposed(by: Actor, mark: Mark) -> Mark:
    if held_mark(by, mark).state != OPEN:
        raise Conflict(SETTLED)
    return mark


def announce(by: Actor, room: Room, mark: Mark) -> None:
    """To those who read the talk, and to those who look at the record or at their actions."""
    tell_state(by, room, mark.message_id)
    push(f"rooms/{room.id}")
    if mark.owner_id is not None:
        push(f"people/{mark.owner_id}")


@every(minutes=30, name="rooms.reminders")
def look_at_actions() -> None:
    """Once for each date: the day before an action is due, its owner is told."""
    tomorrow = (utc_now() + dt.timedelta(days=1)).date()
    waits = (Mark.kind == ACTION, Mark.state == OPEN, Mark.reminded_at.is_(None))
    due = (
        select(Mark)
        .join(Room, Room.id == Mark.room_id)
        .where(*waits, Mark.due_on <= tomorrow, Mark.owner_id.is_not(None))
        .where(Room.archived_at.is_(None))  # nobody could say there that it is done
    )
    for mark in db.session.scalars(due.order_by(Mark.due_on).limit(200)).all():
        remind(SYSTEM, mark)


@operation
def remind(by: Actor, mark: Mark) -> bool:
    require(by, "marks.read", mark)
    taken = update(Mark).where(Mark.id == mark.id, Mark.reminded_at.is_(None), Mark.state == OPEN)
    if not touched(db.session.execute(taken.values(reminded_at=utc_now()))):
        return False
    deed(by, "marks.due", mark, person=mark.owner_id)
    return True
