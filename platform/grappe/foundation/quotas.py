"""How much somebody may send in a day, and their organisation together."""

import datetime as dt
from typing import Any

from flask import current_app
from sqlalchemy import PrimaryKeyConstraint, String, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from .actor import SYSTEM, Actor
from .db import Model, db, is_sqlite, utc_now
from .errors import N_, Invalid
from .models import Big
from .operations import operation
from .policy import require
from .tasks import every

MB = 1024 * 1024
PERSON, ORGANISATION = "person", "organisation"
FULL = {
    PERSON: N_(
        "You may send %(most)s MB of files a day, and have sent %(sent)s MB since midnight (UTC): "
        "this file of %(size)s MB has no room until tomorrow."
    ),
    ORGANISATION: N_(
        "Your organisation may send %(most)s MB of files a day, and has sent %(sent)s MB since "
        "midnight (UTC): this file of %(size)s MB has no room until tomorrow."
    ),
}


class SentToday(Model):
    """How many bytes a person, or all of an organisation together, has sent on one day."""

    __tablename__ = "sent_today"
    __table_args__ = (PrimaryKeyConstraint("holder", "holder_id", "day"),)
    holder: Mapped[str] = mapped_column(String(12))
    holder_id: Mapped[int]
    day: Mapped[dt.date]
    size: Mapped[int] = mapped_column(Big)


@operation
def reserve(by: Actor, size: int, field: str = "file") -> None:
    """Count `size` bytes before they are kept: twenty files at once cannot each find the room that
    is there for one. What is counted and then refused stays counted."""
    require(by, "signed_in")
    settings = current_app.extensions["settings"]
    count(PERSON, by.person_id, size, settings.person_quota, field)
    if by.organisation_id is not None:
        count(ORGANISATION, by.organisation_id, size, settings.organisation_quota, field)


def count(holder: str, holder_id: int, size: int, most: int, field: str) -> None:
    insert: Any = sqlite_insert if is_sqlite() else postgresql_insert
    row = insert(SentToday).values(
        holder=holder, holder_id=holder_id, day=utc_now().date(), size=size
    )
    added = row.on_conflict_do_update(
        index_elements=[SentToday.holder, SentToday.holder_id, SentToday.day],
        set_={"size": SentToday.size + row.excluded.size},
    ).returning(SentToday.size)
    total = db.session.execute(added).scalar_one()
    if total > most:
        figures = {"most": most // MB, "sent": mb(total - size), "size": mb(size)}
        raise Invalid(FULL[holder], field=field, **figures)


def mb(size: int) -> str:
    return f"{size / MB:.1f}".removesuffix(".0")


@every(24 * 60, "quotas.forget")
def forget() -> None:
    forget_days_before(SYSTEM, utc_now().date())


@operation
def forget_days_before(by: Actor, today: dt.date) -> None:
    require(by, "signed_in")
    db.session.execute(delete(SentToday).where(SentToday.day < today))
