"""Reporting a message, and what those who run the room, or the network, decide about it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import tidy
from grappe.foundation.watch import push

from ..models import Mark, Message, Report, Room, RoomMember
from ..models.order import (
    DECIDED,
    DELETION,
    FORWARDED,
    MUTING,
    NOTHING,
    REASONS,
    SETTLED,
    WAITING,
)
from ..policy import MANAGERS
from .membership import active_member
from .ordering import mute, under_lock
from .posting import delete_message, held
from .responding import there
from .tracing import reasoned, trace

DONE_BEFORE = N_("This report has been decided in the meantime.")
OWN_WORDS = N_("Say in a few words what is wrong with it.")


@dataclass(frozen=True)
class Verdict:
    """What is decided, why, and for how long somebody is muted."""

    decision: str
    reason: str
    term: str = ""


@operation
def report(by: Actor, room: Room, message: Message, reason: str, words: str = "") -> Report:
    """Tell those who run the room, or the network when nobody else could judge. Said twice by the
    same person it is one report."""
    require(by, "rooms.report", there(by, room, message))
    if reason not in REASONS:
        raise Invalid(N_("Choose a reason."), field="reason")
    words = tidy(words)
    if reason == "other" and not words:
        raise Invalid(OWN_WORDS, field="words")
    mine = (Report.message_id == message.id, Report.by_id == by.person_id)
    waits = select(Report).where(*mine, Report.state == WAITING)
    if before := db.session.scalars(waits).one_or_none():
        return before
    made = Report(
        room_id=room.id, message_id=message.id, seq=message.seq, by_id=by.person_id,
        about_id=message.author_id, reason=reason, words=words[:500], quoted=message.body,
    )  # fmt: skip
    if not others_run(room, message.author_id):
        made.forwarded_at = utc_now()
    db.session.add(made)
    db.session.flush()
    deed(by, "reports.forwarded" if made.forwarded_at else "reports.made", made)
    push(f"rooms/{room.id}")
    return made


def others_run(room: Room, person_id: int) -> bool:
    """Somebody runs the room who is not this person."""
    found = select(func.count()).where(
        RoomMember.room_id == room.id, RoomMember.left_at.is_(None),
        RoomMember.role.in_(MANAGERS), RoomMember.person_id != person_id,
    )  # fmt: skip
    return bool(db.session.scalar(found))


@operation
def decide(by: Actor, report: Report, verdict: Verdict) -> None:
    """Let it stand, delete the message, mute its author, or ask the network. The network itself
    answers those who asked: it does nothing in a room that it is not in."""
    require(by, "reports.decide", held_report(by, report))
    room = db.session.get_one(Room, report.room_id)
    if report.state == DECIDED:
        raise Conflict(DONE_BEFORE)
    reason = reasoned(verdict.reason)
    if report.forwarded_at is not None:
        close(by, room, report, SETTLED, reason)
        return
    act = {NOTHING: let_stand, DELETION: take_out, MUTING: silence, FORWARDED: forward}
    if verdict.decision not in act:
        raise Invalid(N_("Choose what is to be done."), field="decision")
    act[verdict.decision](by, room, report, Verdict(verdict.decision, reason, verdict.term))


def held_report(by: Actor, report: Report) -> Report:
    """The report as it is now, under the lock of its room and its own."""
    under_lock(by, db.session.get_one(Room, report.room_id))
    lock(report)
    return report


def let_stand(by: Actor, room: Room, report: Report, verdict: Verdict) -> None:
    judged(by, room, report, verdict.reason)
    close(by, room, report, NOTHING, verdict.reason)


def take_out(by: Actor, room: Room, report: Report, verdict: Verdict) -> None:
    """A message of the record leaves it first: that is for those who wrote it there."""
    message = held(by, room, db.session.get_one(Message, report.message_id))
    if message.deleted_at is None:
        if db.session.scalar(select(Mark.id).where(Mark.message_id == message.id)):
            raise Invalid(
                N_("This message is in the record. Take it out of the record first."),
                field="decision",
            )
        delete_message(by, room, message, verdict.reason)
    close(by, room, report, DELETION, verdict.reason)


def silence(by: Actor, room: Room, report: Report, verdict: Verdict) -> None:
    if active_member(room, report.about_id) is None:
        raise Invalid(N_("This person is no longer in the room."), field="decision")
    mute(by, room, report.about_id, verdict.term, verdict.reason)
    close(by, room, report, MUTING, verdict.reason)


def forward(by: Actor, room: Room, report: Report, verdict: Verdict) -> None:
    """The only way in which the network sees anything of a room: this text, quoted."""
    report.forwarded_at, report.answer = utc_now(), verdict.reason
    trace(by, room, "forward", person=report.about_id, seq=report.seq, reason=verdict.reason)
    deed(by, "reports.forwarded", report)


def judged(by: Actor, room: Room, report: Report, reason: str, verb: str = "stands") -> None:
    trace(
        by, room, verb, person=report.about_id, seq=report.seq, reason=reason, told="rooms.judged"
    )


def close(by: Actor, room: Room, report: Report, decision: str, reason: str) -> None:
    if decision == SETTLED:
        judged(by, room, report, reason, "settle")
    report.state, report.decision, report.answer = DECIDED, decision, reason
    report.decided_at, report.decided_by_id = utc_now(), by.person_id
    report.quoted = None
    deed(by, "reports.settled" if decision == SETTLED else "reports.decided", report)
    push(f"rooms/{room.id}")
