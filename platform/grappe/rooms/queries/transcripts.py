"""A transcript: all that somebody may see of a room, in bounded memory, however long it is."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db
from grappe.foundation.errors import Missing
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import Message
from .log import standing
from .states import with_state

BATCH = 500


@dataclass(frozen=True)
class Period:
    """From a moment on, up to another; all when they are not given."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None


def transcript(
    by: Actor, room_id: int, period: Period, again: Callable[[], Actor]
) -> Iterator[Sequence[AnyRow]]:
    """Batches of messages in their order, each read under the rule as it is then: `again` gives
    the actor afresh, and Missing ends it when they have lost the room. Nothing is held between two
    batches: a reader that waits for a slow network must not hold up all who write."""
    before, after = standing(by, room_id), 0
    top = before.head
    while True:
        rows = batch(by, room_id, period, after, top)
        if standing(by := again(), room_id).member_id != before.member_id:
            raise Missing
        db.session.rollback()
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after = rows[-1].seq


def batch(by: Actor, room_id: int, period: Period, after: int, top: int) -> Sequence[AnyRow]:
    query = with_state(
        select(
            Message.id, Message.seq, Message.number, Message.created_at, Message.edited_at,
            Message.deleted_at, Message.body, Message.author_id, Person.name,
            func.coalesce(Organisation.name, "").label("organisation"), Message.reply_to_id,
        )
        .select_from(Message)
        .join(Person, Person.id == Message.author_id)
        .outerjoin(Organisation, Organisation.id == Message.organisation_id)
        .where(Message.room_id == room_id, Message.seq > after, Message.seq <= top)
        .where(visible(by, "rooms.read_message"))
        .order_by(Message.seq)
        .limit(BATCH)
    )  # fmt: skip
    if period.since is not None:
        query = query.where(Message.created_at >= period.since)
    if period.until is not None:
        query = query.where(Message.created_at < period.until)
    return db.session.execute(query).all()
