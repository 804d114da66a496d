"""What goes out by e-mail, asked at the moment of sending."""

from typing import Any

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.db import AnyRow, db
from grappe.foundation.models import Deed
from grappe.foundation.policy import audience

from ..models import KINDS, Notification
from .reading import wanted_by
from .subjects import subject


def letter(person_id: int, deed_id: int) -> AnyRow | None:
    """The notification to send, with the address and language of its reader.

    None when they have read it already, want no e-mail (any more), or may not open it (any more).
    """
    row: Any = db.session.execute(
        select(
            Notification.kind, Notification.params, Notification.path,
            Person.id.label("person_id"), Person.email, Person.name, Person.locale,
            Person.timezone,
        )
        .join(Person, Person.id == Notification.person_id)
        .where(
            Notification.person_id == person_id, Notification.deed_id == deed_id,
            Notification.read_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if row is None or row.kind not in KINDS:
        return None
    wants = wanted_by([person_id])[person_id][KINDS[row.kind].topic]
    return row if wants and may_open(person_id, deed_id, row.kind) else None


def may_open(person_id: int, deed_id: int, kind: str) -> bool:
    deed = db.session.get(Deed, deed_id)
    about = subject(deed, kind) if deed is not None else None
    if about is None:
        return False
    told = audience(KINDS[kind].opens, about.thing).subquery()
    return db.session.scalar(select(told.c.id).where(told.c.id == person_id)) is not None
