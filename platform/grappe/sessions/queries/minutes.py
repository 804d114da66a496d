"""Minutes as they are read: the text, amendments, history, versions, all those of a group."""

from collections.abc import Iterable

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.calls.models import Call
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, is_the, one, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation
from grappe.rooms.models import Message, Room

from ..models import (
    AMENDING,
    APPROVED,
    PROPOSED,
    Amendment,
    AmendmentVoice,
    Minutes,
    MinutesEdition,
    MinutesRevision,
    Registration,
    Session,
)
from ..models.minutes_text import canonical, digest


def of(by: Actor, session: Session) -> Minutes | None:
    """The minutes of the session, if there are any that `by` may read."""
    mine = select(Minutes).where(Minutes.session_id == session.id, visible(by, "minutes.read"))
    return db.session.scalars(mine).one_or_none()


def takes_amendments(minutes: Minutes) -> bool:
    """Also true to the minute when the worker is late."""
    return minutes.state == AMENDING and minutes.until is not None and minutes.until > utc_now()


def session_of(minutes: Minutes) -> Session:
    return db.session.get_one(Session, minutes.session_id)


def session_numbered(number: int) -> Session | None:
    return db.session.get(Session, number)


def edition(minutes: Minutes, number: int) -> MinutesEdition:
    return one(
        select(MinutesEdition).where(
            MinutesEdition.minutes_id == minutes.id, is_the(MinutesEdition.number, number)
        )
    )


def editions(minutes: Minutes) -> list[AnyRow]:
    """Newest first."""
    rows = db.session.execute(
        select(
            MinutesEdition.number, MinutesEdition.content, MinutesEdition.sha256,
            MinutesEdition.reason, MinutesEdition.at, Person.name,
            Organisation.name.label("organisation"),
        )
        .join(Person, Person.id == MinutesEdition.by_id)
        .outerjoin(Organisation, Organisation.id == MinutesEdition.organisation_id)
        .where(MinutesEdition.minutes_id == minutes.id)
        .order_by(MinutesEdition.number.desc())
    )  # fmt: skip
    return list(rows)


def is_unaltered(kept: MinutesEdition) -> bool:
    """Computed anew: the digest is that of the text, and the text is what the page shows."""
    return digest(kept.text) == kept.sha256 and canonical(kept.content) == kept.text


def amendments(by: Actor, minutes: Minutes) -> list[AnyRow]:
    """In the order in which they were proposed; each with its voices, and whether ours is one."""
    decider = aliased(Person)
    others = select(func.count()).where(AmendmentVoice.amendment_id == Amendment.id)
    ours = exists().where(
        AmendmentVoice.amendment_id == Amendment.id,
        AmendmentVoice.organisation_id == by.organisation_id,
    )
    rows = db.session.execute(
        select(
            Amendment.id, Amendment.part, Amendment.passage, Amendment.wording, Amendment.reason,
            Amendment.at, Amendment.state, Amendment.answer, Amendment.decided_at,
            Amendment.person_id, Amendment.organisation_id, Person.name,
            Organisation.name.label("organisation"), decider.name.label("decided_by"),
            (others.scalar_subquery() + 1).label("voices"), ours.label("supported"),
        )
        .join(Person, Person.id == Amendment.person_id)
        .join(Organisation, Organisation.id == Amendment.organisation_id)
        .outerjoin(decider, decider.id == Amendment.decided_by_id)
        .where(Amendment.minutes_id == minutes.id)
        .order_by(Amendment.state != PROPOSED, Amendment.id)
    )  # fmt: skip
    return list(rows)


def history(minutes: Minutes) -> list[AnyRow]:
    rows = db.session.execute(
        select(MinutesRevision.version, MinutesRevision.at, MinutesRevision.changed, Person.name)
        .join(Person, Person.id == MinutesRevision.person_id)
        .where(MinutesRevision.minutes_id == minutes.id)
        .order_by(MinutesRevision.id.desc())
        .limit(200)
    )
    return list(rows)


def attended(by: Actor, session: Session) -> bool:
    came = select(Registration.id).where(
        Registration.session_id == session.id,
        Registration.person_id == by.person_id,
        Registration.came_at.is_not(None),
    )
    return db.session.scalar(came.limit(1)) is not None


def open_messages(by: Actor, places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the messages (room, number of the event) that `by` may open."""
    wanted = set(places)
    if not wanted:
        return set()
    seqs = {seq for _room, seq in wanted}
    rows = db.session.execute(
        select(Message.room_id, Message.seq).where(
            Message.room_id.in_({room for room, _seq in wanted}), Message.seq.in_(seqs),
            visible(by, "rooms.read_message"),
        )
    )  # fmt: skip
    return {(row.room_id, row.seq) for row in rows} & wanted


def open_calls(by: Actor, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    mine = select(Call.id).where(Call.id.in_(ids), visible(by, "calls.read"))
    return set(db.session.scalars(mine))


def last_editions() -> AnySelect:
    """The newest edition of each minutes."""
    return select(
        MinutesEdition.minutes_id, func.max(MinutesEdition.number).label("number")
    ).group_by(MinutesEdition.minutes_id)


def listed(by: Actor) -> AnySelect:
    """Minutes that `by` may read, with their newest edition if they are approved."""
    last = last_editions().subquery()
    newest = and_(
        MinutesEdition.minutes_id == Minutes.id,
        MinutesEdition.number == last.c.number,
    )
    return (
        select(
            Minutes.id, Minutes.session_id, Minutes.room_id, Minutes.number, Minutes.state,
            Minutes.until, Minutes.approved_at, Session.title, Session.starts_at,
            Session.opened_at, Session.timezone, MinutesEdition.number.label("edition"),
        )
        .join(Session, Session.id == Minutes.session_id)
        .outerjoin(last, last.c.minutes_id == Minutes.id)
        .outerjoin(MinutesEdition, newest)
        .where(visible(by, "minutes.read"))
    )  # fmt: skip


def of_place(by: Actor, holder_type: str, holder_id: int) -> list[AnyRow]:
    """What has been minuted in a group, newest first."""
    mine = listed(by).where(Minutes.holder_type == holder_type, Minutes.holder_id == holder_id)
    return list(db.session.execute(mine.order_by(Minutes.number.desc()).limit(500)))


def book(by: Actor, room: Room) -> list[AnyRow]:
    """The approved minutes of the place that the room belongs to, as they stand now."""
    last = last_editions().subquery()
    rows = db.session.execute(
        select(
            Minutes.id, Minutes.session_id, Minutes.number, MinutesEdition.content,
            MinutesEdition.sha256, MinutesEdition.at, MinutesEdition.number.label("edition"),
        )
        .join(last, last.c.minutes_id == Minutes.id)
        .join(
            MinutesEdition,
            and_(MinutesEdition.minutes_id == Minutes.id, MinutesEdition.number == last.c.number),
        )
        .where(
            Minutes.holder_type == room.holder_type, Minutes.holder_id == room.holder_id,
            Minutes.state == APPROVED, visible(by, "minutes.read"),
        )
        .order_by(Minutes.number)
        .limit(500)
    )  # fmt: skip
    return list(rows)


def minutes_of(amendment: Amendment) -> Minutes:
    return db.session.get_one(Minutes, amendment.minutes_id)


def let_go() -> None:
    """Hold no connection while something else takes its time."""
    db.session.rollback()
