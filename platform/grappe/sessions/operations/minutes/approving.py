"""Approved by the chair: from then on the text stays, and a correction is another version."""

from sqlalchemy import func, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import allowed, require
from grappe.foundation.watch import push
from grappe.rooms.models import DECISION, DONE, Mark
from grappe.rooms.models import OPEN as PROPOSED_MARK
from grappe.rooms.operations import settle_mark

from ...models import (
    AMENDING,
    APPROVED,
    DRAFT,
    PROPOSED,
    Amendment,
    Minutes,
    MinutesEdition,
    MinutesMark,
)
from ...models.minutes_text import Content, MinutesText, canonical, digest
from .editing import OVERTAKEN, Overtaken, with_added

NOT_OPENED = N_(
    "Open the minutes for amendments first: whoever was there may then propose changes."
)
STILL_OPEN = N_(
    "The minutes are still open for amendments: they can be approved when that is over."
)
NOT_APPROVED = N_("These minutes are not approved yet: they can still be edited.")
UNDECIDED = N_("An amendment still waits for an answer: take it or refuse it first.")


@operation
def approve(by: Actor, minutes: Minutes, seen: int) -> MinutesEdition:
    """Lock the text as it was read: version `seen` and no other."""
    require(by, "minutes.approve", minutes)
    lock(minutes)
    if minutes.state == APPROVED:
        raise Conflict(N_("These minutes are approved already."))
    ready(minutes)
    if minutes.version != seen:
        raise Overtaken(OVERTAKEN)
    minutes.state, minutes.approved_at = APPROVED, utc_now()
    edition = issue(by, minutes, minutes.content, "")
    adopt(by, minutes)
    deed(by, "minutes.approved", minutes)
    told(minutes)
    return edition


def ready(minutes: Minutes) -> None:
    if minutes.state == DRAFT:
        raise Conflict(NOT_OPENED)
    if minutes.state == AMENDING and minutes.until is not None and minutes.until > utc_now():
        raise Conflict(STILL_OPEN)
    waits = select(Amendment.id).where(
        Amendment.minutes_id == minutes.id, Amendment.state == PROPOSED
    )
    if db.session.scalar(waits.limit(1)) is not None:
        raise Conflict(UNDECIDED)


def issue(by: Actor, minutes: Minutes, content: Content, reason: str) -> MinutesEdition:
    """Another edition, complete with its digest before it is written."""
    last = select(func.max(MinutesEdition.number)).where(MinutesEdition.minutes_id == minutes.id)
    text = canonical(content)
    edition = MinutesEdition(
        minutes_id=minutes.id, number=(db.session.scalar(last) or 0) + 1, content=content,
        text=text, sha256=digest(text), reason=reason, by_id=by.person_id,
        organisation_id=by.organisation_id,
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def adopt(by: Actor, minutes: Minutes) -> None:
    """The record says where its entries were approved; decisions minuted as adopted are adopted."""
    states = {entry["mark"]: entry["state"] for entry in minutes.content["entries"]}
    for mark in db.session.scalars(select(Mark).where(Mark.id.in_(states)).order_by(Mark.id)).all():
        db.session.merge(MinutesMark(mark_id=mark.id, minutes_id=minutes.id))
        waits = mark.kind == DECISION and mark.state == PROPOSED_MARK
        if waits and states[mark.id] == DONE and allowed(by, "marks.settle", mark):
            settle_mark(by, mark, DONE)


def told(minutes: Minutes) -> None:
    for topic in (f"minutes/{minutes.id}", f"sessions/{minutes.session_id}",
                  f"rooms/{minutes.room_id}"):  # fmt: skip
        push(topic)


@operation
def correct(
    by: Actor, minutes: Minutes, seen: int, text: MinutesText, reason: str
) -> MinutesEdition:
    """A new version of approved minutes, with its reason. The old one stays as it was."""
    require(by, "minutes.approve", minutes)
    lock(minutes)
    if minutes.state != APPROVED:
        raise Conflict(NOT_APPROVED)
    if minutes.version != seen:
        raise Overtaken(OVERTAKEN)
    if not reason:
        raise Invalid(N_("Say why the minutes are corrected"), field="reason")
    content = with_added(by, minutes, text)
    if canonical(content) == canonical(minutes.content):
        raise Invalid(N_("Nothing is different from the version that was approved."))
    minutes.content, minutes.updated_at = content, utc_now()
    minutes.version += 1
    edition = issue(by, minutes, content, reason)
    adopt(by, minutes)
    deed(by, "minutes.corrected", minutes)
    told(minutes)
    return edition
