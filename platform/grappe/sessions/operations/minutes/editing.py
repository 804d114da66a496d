"""Working on the minutes: saved as one types, and never over what somebody else has saved."""

import datetime as dt

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ...models import APPROVED, Minutes, MinutesRevision, Session
from ...models.minutes_text import Content, MinutesText, changes, rewritten
from ...queries import minutes_facts
from .drafting import entries

OVERTAKEN = N_("Somebody saved these minutes while you were writing. Nothing was overwritten.")
LOCKED = N_("These minutes are approved: they can only be corrected in a new version.")
TOGETHER = dt.timedelta(minutes=30)  # what one person saves in that time is one edit


class Overtaken(Conflict):
    """Somebody saved the same minutes after they were opened here."""


@operation
def save(by: Actor, minutes: Minutes, seen: int, text: MinutesText) -> Minutes:
    """Save what was written. `seen` is the version that the writer had before them."""
    require(by, "minutes.edit", minutes)
    lock(minutes)
    if minutes.state == APPROVED:
        raise Conflict(LOCKED)
    if minutes.version != seen:
        raise Overtaken(OVERTAKEN)
    put(by, minutes, with_added(by, minutes, text))
    return minutes


def with_added(by: Actor, minutes: Minutes, text: MinutesText) -> Content:
    """What was written, with the entries that were taken in by hand in their place of the talk."""
    if not text.title:
        raise Invalid(N_("Write a title"), field="title")
    content = rewritten(minutes.content, text)
    known = {entry["mark"] for entry in minutes.content["entries"]}
    if wanted := set(text.added) - known:
        session = db.session.get_one(Session, minutes.session_id)
        rows = minutes_facts.marks_by_hand(by, session, wanted)
        new = entries(minutes.room_id, rows, session.timezone)
        content["entries"] = sorted(content["entries"] + new, key=lambda one: one["seq"])
    return content


def put(by: Actor, minutes: Minutes, content: Content) -> bool:
    """Keep the new text, and what it has changed. False when it says the same."""
    changed = changes(minutes.content, content)
    if not changed and content == minutes.content:
        return False
    before, minutes.content = minutes.content, content
    minutes.version += 1
    minutes.updated_at = utc_now()
    if changed:
        remember(by, minutes, before)
    push(f"minutes/{minutes.id}")
    return True


def remember(by: Actor, minutes: Minutes, before: Content) -> None:
    """One line of the history; what the same person goes on changing belongs to the same line."""
    last = db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes.id)
        .order_by(MinutesRevision.id.desc())
        .limit(1)
    ).first()
    new = changes(before, minutes.content)
    if last is not None and last.person_id == by.person_id and utc_now() - last.at < TOGETHER:
        last.changed = together(last.changed, new)
        last.version = minutes.version
        return
    db.session.add(
        MinutesRevision(
            minutes_id=minutes.id, version=minutes.version, person_id=by.person_id, changed=new
        )
    )


def together(old: dict[str, list[str]], new: dict[str, list[str]]) -> dict[str, list[str]]:
    """Two changes of one part as one: from what stood there first to what stands there now."""
    both = old | {
        part: [label, old[part][1] if part in old else was, now]
        for part, (label, was, now) in new.items()
    }
    return {part: change for part, change in both.items() if change[1] != change[2]}
