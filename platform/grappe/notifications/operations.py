"""What is done with notifications: told by the worker, read and chosen by their reader."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_sqlite, utc_now
from grappe.foundation.models import Deed
from grappe.foundation.operations import operation
from grappe.foundation.policy import audience, require, visible
from grappe.foundation.tasks import later
from grappe.foundation.watch import push
from grappe.organisations.models import Organisation

from .models import KINDS, TOPICS, Notification, NotificationPreference
from .queries.reading import wanted_by
from .queries.recipients import TOLD, Whom
from .queries.subjects import Subject, subject

AT_ONCE = 500  # rows in one statement; databases bound the number of values


@operation
def tell(by: Actor, deed_id: int) -> None:
    """Write who must know of the deed. Done twice it changes nothing: one row for each person."""
    require(by, "notifications.tell")
    deed = db.session.get_one(Deed, deed_id)
    known = set(
        db.session.scalars(select(Notification.person_id).where(Notification.deed_id == deed_id))
    )
    if deed.person_id:
        known.add(deed.person_id)  # nobody is told of what they did themselves
    for kind, whom in TOLD[deed.verb]:
        about = subject(deed, kind)
        if about is not None:
            known |= told(deed, kind, about, persons(deed, kind, about, whom) - known)


def persons(deed: Deed, kind: str, about: Subject, whom: Whom) -> set[int]:
    """Whom it concerns and who may open it at this moment."""
    may = audience(KINDS[kind].opens, about.thing).subquery()
    return set(db.session.scalars(select(may.c.id).where(may.c.id.in_(whom(deed)))))


def told(deed: Deed, kind: str, about: Subject, readers: set[int]) -> set[int]:
    """Write the rows, ring at open pages, promise the mails. Gives the new readers."""
    row = {
        "deed_id": deed.id,
        "kind": kind,
        "params": words(deed, about),
        "object_type": type(about.thing).__tablename__,
        "object_id": about.thing.id,
        "path": about.path,
        "created_at": deed.at,
    }
    new = written([row | {"person_id": reader} for reader in sorted(readers)])
    wants = wanted_by(new)
    for reader in sorted(new):
        push(f"people/{reader}")
        if wants[reader][KINDS[kind].topic]:
            promised = {"person": reader, "deed": deed.id}
            later("notifications.mail", promised, key=f"notifications.mail:{reader}:{deed.id}")
    return new


def words(deed: Deed, about: Subject) -> dict[str, str]:
    """What the sentence is made of: who, for which organisation, and the title."""
    person = db.session.get(Person, deed.person_id) if deed.person_id else None
    organisation = db.session.get(Organisation, deed.organisation_id or 0)
    return {
        "person": person.name if person else "Grappe",
        "organisation": organisation.name if organisation else "Grappe",
        "title": about.title,
    } | {key: deed.data[key] for key in ("starts_at",) if key in deed.data}


def written(rows: list[dict[str, Any]]) -> set[int]:
    """Insert what is not there yet, also when another worker is at it in this very moment."""
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    unique = [Notification.person_id, Notification.deed_id]
    new: set[int] = set()
    for start in range(0, len(rows), AT_ONCE):
        statement = insert(Notification).values(rows[start : start + AT_ONCE])
        statement = statement.on_conflict_do_nothing(index_elements=unique)
        new |= set(db.session.scalars(statement.returning(Notification.person_id)))
    return new


@operation
def read(by: Actor, notification: Notification) -> None:
    """It has been opened."""
    require(by, "notifications.read", notification)
    if marked(by, utc_now(), Notification.id == notification.id):
        push(f"people/{by.person_id}")


@operation
def read_all(by: Actor) -> dt.datetime | None:
    """Everything up to now is read. Gives the moment, which `unread_again` takes back."""
    require(by, "notifications.choose")
    now = utc_now()
    if not marked(by, now):
        return None
    push(f"people/{by.person_id}")
    return now


def marked(by: Actor, now: dt.datetime, *which: ColumnElement[bool]) -> bool:
    mine = visible(by, "notifications.read")
    unread = update(Notification).where(mine, Notification.read_at.is_(None), *which)
    return changed(unread.values(read_at=now)) > 0


def changed(statement: Any) -> int:
    """How many rows an update has changed."""
    result: Any = db.session.execute(statement)
    return int(result.rowcount)


@operation
def unread_again(by: Actor, moment: dt.datetime) -> int:
    """Take back a `read_all`: exactly what it marked is new again. Gives the number."""
    require(by, "notifications.choose")
    mine = visible(by, "notifications.read")
    then = update(Notification).where(mine, Notification.read_at == moment)
    count = changed(then.values(read_at=None))
    if count:
        push(f"people/{by.person_id}")
    return count


@operation
def choose(by: Actor, mail: dict[str, bool]) -> None:
    """Which topics `by` wants by e-mail."""
    require(by, "notifications.choose")
    keep(by.person_id, mail.items())


@operation
def unsubscribe(by: Actor, person_id: int, topic: str) -> None:
    """No more e-mail of `topic`. Whoever holds the signed link may do it: the door checks that."""
    require(by, "public")
    if db.session.get(Person, person_id) is not None:
        keep(person_id, [(topic, False)])


def keep(person_id: int, chosen: Iterable[tuple[str, bool]]) -> None:
    for topic, mail in chosen:
        if topic in TOPICS:
            db.session.merge(NotificationPreference(person_id=person_id, topic=topic, mail=mail))
