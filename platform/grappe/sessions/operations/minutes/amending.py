"""Amendments: who was there proposes, organisations support, the secretary takes or refuses."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every
from grappe.foundation.watch import push

from ...models import (
    AMENDING,
    APPROVED,
    DRAFT,
    ENDED,
    PROPOSED,
    REFUSED,
    TAKEN,
    Amendment,
    AmendmentVoice,
    Minutes,
    Session,
)
from ...models.minutes import MOST_DAYS
from ...models.minutes_text import parts, replaced
from .editing import LOCKED, OVERTAKEN, Overtaken, put

OVER = N_("The time for amendments is over: these minutes can no longer be amended.")
NOT_YET = N_("These minutes are not open for amendments yet.")
SETTLED = N_("This amendment has been decided in the meantime.")
DAYS = N_("Choose from 1 to 30 days")


@dataclass(frozen=True)
class Proposal:
    part: str
    passage: str
    wording: str
    reason: str


@operation
def open_for_amendments(by: Actor, minutes: Minutes, seen: int, days: int) -> None:
    """Whoever was there may propose changes until the end of the last day."""
    require(by, "minutes.edit", minutes)
    lock(minutes)
    if minutes.state == APPROVED:
        raise Conflict(LOCKED)
    if minutes.state != DRAFT:
        raise Conflict(N_("These minutes have been opened for amendments already."))
    if minutes.version != seen:
        raise Overtaken(OVERTAKEN)
    minutes.state, minutes.until = AMENDING, last_moment(minutes, utc_now(), days)
    deed(by, "minutes.opened", minutes)
    push(f"minutes/{minutes.id}")
    push(f"sessions/{minutes.session_id}")


@operation
def extend(by: Actor, minutes: Minutes, days: int) -> None:
    """So many days more: from the last one, or from today when that is past."""
    require(by, "minutes.edit", minutes)
    lock(minutes)
    if minutes.state == APPROVED:
        raise Conflict(LOCKED)
    if minutes.state == DRAFT or minutes.until is None:
        raise Conflict(NOT_YET)
    minutes.until = last_moment(minutes, max(minutes.until, utc_now()), days)
    minutes.state = AMENDING
    deed(by, "minutes.extended", minutes)
    push(f"minutes/{minutes.id}")


def last_moment(minutes: Minutes, start: dt.datetime, days: int) -> dt.datetime:
    """The last minute of the day, where the session was held."""
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(DAYS, field="days")
    there = ZoneInfo(db.session.get_one(Session, minutes.session_id).timezone)
    day = start.astimezone(there).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=there).astimezone(dt.UTC)


def may_still_amend(minutes: Minutes) -> None:
    if minutes.state == DRAFT:
        raise Conflict(NOT_YET)
    if minutes.state != AMENDING or minutes.until is None or minutes.until <= utc_now():
        raise Conflict(OVER)


@operation
def propose(by: Actor, minutes: Minutes, key: str, said: Proposal) -> Amendment:
    """Other words for a passage. `key` was drawn with the form: sent twice, it is one."""
    require(by, "minutes.amend", minutes)
    lock(minutes)
    known = db.session.scalar(select(Amendment).where(Amendment.key == key))
    if known is not None:
        return mine(by, minutes, known)
    may_still_amend(minutes)
    check(minutes, said)
    assert by.organisation_id is not None  # noqa: S101  the rule has just said so
    amendment = Amendment(
        key=key, minutes_id=minutes.id, part=said.part, passage=said.passage,
        wording=said.wording, reason=said.reason, person_id=by.person_id,
        organisation_id=by.organisation_id,
    )  # fmt: skip
    db.session.add(amendment)
    deed(by, "amendments.proposed", amendment)
    push(f"minutes/{minutes.id}")
    return amendment


def mine(by: Actor, minutes: Minutes, amendment: Amendment) -> Amendment:
    if (amendment.person_id, amendment.minutes_id) != (by.person_id, minutes.id):
        raise Invalid(N_("This form belongs to somebody else. Open a new one."))
    return amendment


def check(minutes: Minutes, said: Proposal) -> None:
    known = parts(minutes.content)
    if said.part not in known:
        raise Invalid(N_("Choose a part of the minutes"), field="part")
    if said.passage and said.passage not in known[said.part][1]:
        raise Invalid(
            N_("This passage is not in that part. Copy it as it stands, or leave this empty."),
            field="passage",
        )
    if not said.wording and not said.passage:
        raise Invalid(N_("Write what should stand there"), field="wording")


@operation
def support(by: Actor, amendment: Amendment, on: bool) -> bool:
    """The voice of the organisation one was there for. True when anything changed."""
    require(by, "amendments.support", amendment)
    minutes = db.session.get_one(Minutes, amendment.minutes_id)
    lock(minutes)
    lock(amendment)
    may_still_amend(minutes)
    if amendment.state != PROPOSED:
        raise Conflict(SETTLED)
    voice = db.session.get(AmendmentVoice, (amendment.id, by.organisation_id))
    if on == (voice is not None) or amendment.organisation_id == by.organisation_id:
        return False  # whoever proposes it supports it
    if voice is None:
        db.session.add(
            AmendmentVoice(amendment_id=amendment.id, organisation_id=by.organisation_id,
                           person_id=by.person_id)
        )  # fmt: skip
    else:
        ours = (
            AmendmentVoice.amendment_id == amendment.id,
            AmendmentVoice.organisation_id == by.organisation_id,
        )
        db.session.execute(delete(AmendmentVoice).where(*ours))
    push(f"minutes/{minutes.id}")
    return True


@operation
def decide(
    by: Actor, amendment: Amendment, taken: bool, answer: str, by_hand: bool = False
) -> None:
    """Take it into the text, or refuse it and say why; whoever proposed it is told.

    With `by_hand` the text has been changed already, in words of the secretary's own."""
    require(by, "amendments.decide", amendment)
    minutes = db.session.get_one(Minutes, amendment.minutes_id)
    lock(minutes)
    lock(amendment)
    if minutes.state == APPROVED:
        raise Conflict(LOCKED)
    if amendment.state != PROPOSED:
        raise Conflict(SETTLED)
    if not answer and (by_hand or not taken):
        raise Invalid(N_("Say why: whoever proposed it will read it."), field="answer")
    if taken and not by_hand:
        said = (amendment.part, amendment.passage, amendment.wording)
        put(by, minutes, replaced(minutes.content, *said))
    amendment.state = TAKEN if taken else REFUSED
    amendment.answer, amendment.decided_at = answer, utc_now()
    amendment.decided_by_id = by.person_id
    deed(by, f"amendments.{amendment.state}", amendment, person=amendment.person_id)
    push(f"minutes/{minutes.id}")


@every(minutes=5, name="sessions.amendments")
def end_what_is_over() -> None:
    """The time for amendments ends by itself."""
    over = select(Minutes).where(Minutes.state == AMENDING, Minutes.until <= utc_now())
    for minutes in db.session.scalars(over.order_by(Minutes.until).limit(100)).all():
        end(SYSTEM, minutes)


@operation
def end(by: Actor, minutes: Minutes) -> None:
    """Those who run it are told that it may be approved. Twice does no harm."""
    require(by, "minutes.edit", minutes)
    lock(minutes)
    over = minutes.until is not None and minutes.until <= utc_now()
    if minutes.state == AMENDING and over:
        minutes.state = ENDED
        deed(by, "minutes.ended", minutes)
        push(f"minutes/{minutes.id}")
