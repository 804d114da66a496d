"""The draft of minutes, made out of what a session has left: one for each session."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import AnyRow, db
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.formats import clock, full_date
from grappe.foundation.i18n import say, speaking
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every
from grappe.foundation.watch import push
from grappe.rooms.models import DECISION, Room
from grappe.rooms.operations.recording import next_number

from ...models import BREAK, CLOSED, REGISTERED, WITHDRAWN, Minutes, Session
from ...models.minutes_text import spoken
from ...queries import minutes_facts

NOT_CLOSED = N_("The session is not over yet: its minutes are drafted when it is closed.")


@operation
def draft(by: Actor, session: Session) -> Minutes:
    """The draft, made now or before; a second call finds the first one's."""
    require(by, "sessions.manage", session)
    lock(session)
    known = db.session.scalar(select(Minutes).where(Minutes.session_id == session.id))
    if known is not None:
        return known
    if session.state != CLOSED:
        raise Conflict(NOT_CLOSED)
    room = db.session.get_one(Room, session.room_id)
    facts = minutes_facts.facts(session)
    minutes = Minutes(
        session_id=session.id, room_id=room.id, holder_type=room.holder_type,
        holder_id=room.holder_id, number=next_number(room, "minutes"), language=facts.language,
    )  # fmt: skip
    with speaking(facts.language):
        minutes.content = written(session, room, facts, minutes.number)
    db.session.add(minutes)
    deed(by, "minutes.drafted", minutes)
    push(f"sessions/{session.id}")
    return minutes


def written(
    session: Session, room: Room, facts: minutes_facts.Facts, number: int
) -> dict[str, Any]:
    return {
        "form": 1,
        "language": facts.language,
        "number": number,
        "place": room.place or room.title,
        "title": say(N_("%(title)s, %(day)s"), title=session.title, day=held_on(session)),
        "facts": told(session, room, facts),
        "sections": [
            {"key": "agenda", "heading": say(N_("Running order")), "body": agenda(facts.points)},
            {"key": "talk", "heading": say(N_("Discussion")), "body": ""},
        ],
        "entries": entries(session.room_id, facts.marks, session.timezone),
        "words": spoken(),
    }


def held_on(session: Session) -> str:
    return full_date(opened(session), session.timezone)


def opened(session: Session) -> dt.datetime:
    return session.opened_at or session.starts_at or session.created_at


def told(session: Session, room: Room, facts: minutes_facts.Facts) -> list[dict[str, str]]:
    """Who, when: each a line that the secretary may correct."""
    came = [row for row in facts.people if row.came_at]
    away = [row for row in facts.people if not row.came_at]
    excused = [row for row in away if row.state == WITHDRAWN or row.withdrawn_at]
    missing = [row for row in away if row.state == REGISTERED and row not in excused]
    chair = ", ".join(
        f"{row.name}, {row.organisation}" if row.organisation else row.name for row in facts.chair
    )
    rows = (
        ("chair", N_("Chair"), chair),
        ("present", N_("Present"), by_organisation(came)),
        ("excused", N_("Excused"), by_organisation(excused)),
        ("missing", N_("Registered, did not come"), by_organisation(missing)),
        ("held", N_("Held"), lasted(session, room)),
    )
    return [{"key": key, "label": say(label), "text": text} for key, label, text in rows]


def by_organisation(rows: list[AnyRow]) -> str:
    named: dict[str, list[str]] = {}
    for row in rows:
        named.setdefault(row.organisation, []).append(row.name)
    return "; ".join(f"{place} ({', '.join(names)})" for place, names in named.items())


def lasted(session: Session, room: Room) -> str:
    start, zone = opened(session), session.timezone
    end = session.closed_at or start
    return say(
        N_("%(day)s, %(start)s to %(end)s, in the room “%(room)s”"), day=full_date(start, zone),
        start=clock(start, zone), end=clock(end, zone), room=room.title,
    )  # fmt: skip


def agenda(points: list[AnyRow]) -> str:
    """A numbered list: what was planned, what it took, a link to the call that was pitched."""
    return "\n".join(
        f"{number}. {point(row)}"
        for number, row in enumerate((p for p in points if p.kind != BREAK), start=1)
    )


def point(row: AnyRow) -> str:
    title = f"[{bare(row.title)}](/calls/{row.call_id})" if row.call_id else bare(row.title)
    who = ", ".join(bare(one) for one in (row.presenter, row.organisation) if one)
    said = f"{title}, {who}" if who else title
    if row.started_at is None:
        return say(N_("%(point)s: not reached"), point=said)
    spent = max(1, round(row.spent / 60))
    return say(
        N_("%(point)s: %(spent)d min (%(planned)d planned)"), point=said, spent=spent,
        planned=row.minutes,
    )  # fmt: skip


def bare(words: str) -> str:
    """Somebody's words inside Markdown of ours: no bracket of theirs may close our link."""
    return words.replace("[", "(").replace("]", ")").replace("\n", " ")


def entries(room_id: int, marks: list[AnyRow], zone: str) -> list[dict[str, Any]]:
    """Marked messages in the order in which they were said, each with its message."""
    decisions = [row.id for row in marks if row.kind == DECISION]
    given = minutes_facts.voices(decisions) if decisions else {}
    of = minutes_facts.voters(room_id) if decisions else 0
    return [
        {
            "mark": row.id, "kind": row.kind, "number": row.number, "words": row.words,
            "state": row.state, "who": row.owner or "",
            "due": row.due_on.isoformat() if row.due_on else "", "for": given.get(row.id, []),
            "of": of, "room": row.room_id, "seq": row.seq, "message": row.message_id,
            "at": clock(row.created_at, zone),
        }
        for row in marks
    ]  # fmt: skip


@every(minutes=10, name="sessions.minutes")
def draft_what_is_closed() -> None:
    """Sessions that were closed and whose draft has not been made, for whatever reason."""
    waits = (
        select(Session)
        .outerjoin(Minutes, Minutes.session_id == Session.id)
        .where(Session.state == CLOSED, Minutes.id.is_(None))
    )
    for session in db.session.scalars(waits.order_by(Session.id).limit(50)).all():
        draft(SYSTEM, session)
