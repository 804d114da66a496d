"""What somebody reads: their notifications by day, how many are new, what they want by e-mail."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, utc_now
from grappe.foundation.models import Deed
from grappe.foundation.policy import principal, visible
from grappe.organisations.models import Organisation

from ..models import KINDS, TOPICS, Kind, Notification, NotificationPreference
from ..policy import still_open

PER_PAGE = 30


@dataclass(frozen=True)
class Item:
    """A notification as its reader sees it: empty when what it is about is not open to them."""

    id: int
    at: dt.datetime
    new: bool
    open: bool
    kind: Kind
    params: dict[str, Any]
    person_id: int
    person: str
    organisation_id: int
    organisation: str


@dataclass(frozen=True)
class Listed:
    items: list[Item]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def listed(by: Actor, only_unread: bool = False, page: int = 1) -> Listed:
    """One page of what `by` was told, newest first."""
    mine = [visible(by, "notifications.read")]
    if only_unread:
        mine.append(Notification.read_at.is_(None))
    total = db.session.scalar(select(func.count(Notification.id)).where(*mine)) or 0
    page = max(1, min(page, -(-total // PER_PAGE)))
    found = rows(by, mine).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Listed([item(row) for row in db.session.execute(found)], total, page)


def rows(by: Actor, mine: list[ColumnElement[bool]]) -> AnySelect:
    columns: Any = (
        select(
            Notification.id, Notification.created_at, Notification.read_at, Notification.kind,
            Notification.params, still_open(principal(by)).label("open"),
            Person.id.label("person_id"), Person.name.label("person"),
            Organisation.id.label("organisation_id"), Organisation.name.label("organisation"),
        )
        .select_from(Notification)
        .outerjoin(Deed, Deed.id == Notification.deed_id)
        .outerjoin(Person, Person.id == Deed.person_id)
        .outerjoin(Organisation, Organisation.id == Deed.organisation_id)
    )  # fmt: skip
    return columns.where(*mine).order_by(Notification.id.desc())


def item(row: AnyRow) -> Item:
    told = row.open and row.kind in KINDS
    return Item(
        id=row.id,
        at=row.created_at,
        new=row.read_at is None,
        open=told,
        kind=KINDS[row.kind] if told else Kind("", "", ""),
        params=row.params if told else {},
        person_id=(row.person_id or 0) if told else 0,
        person=(row.person or "") if told else "",
        organisation_id=(row.organisation_id or 0) if told else 0,
        organisation=(row.organisation or "") if told else "",
    )


def by_time(items: Iterable[Item], zone: str) -> list[tuple[str, list[Item]]]:
    """The items of today, of this week since Monday, and earlier, by the reader's calendar."""
    here = ZoneInfo(zone)
    today = utc_now().astimezone(here).date()
    monday = today - dt.timedelta(days=today.weekday())
    groups: dict[str, list[Item]] = {"today": [], "week": [], "earlier": []}
    for each in items:
        day = each.at.astimezone(here).date()
        groups["today" if day >= today else "week" if day >= monday else "earlier"].append(each)
    return [(name, found) for name, found in groups.items() if found]


def unread_number(by: Actor) -> ScalarSelect[int]:
    """How many notifications `by` has not opened, for a query that asks for other numbers too."""
    mine = visible(by, "notifications.read")
    count = select(func.count(Notification.id)).where(mine, Notification.read_at.is_(None))
    return count.scalar_subquery()


def unread(by: Actor) -> int:
    return db.session.scalar(select(unread_number(by))) or 0


def wanted_by(person_ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """For each person, topic by topic, whether they want e-mail."""
    chosen: dict[int, dict[str, bool]] = {
        person: {key: topic.mail for key, topic in TOPICS.items()} for person in person_ids
    }
    kept = select(NotificationPreference).where(NotificationPreference.person_id.in_(chosen))
    for row in db.session.scalars(kept):
        chosen[row.person_id][row.topic] = row.mail
    return chosen


def wanted(by: Actor) -> dict[str, bool]:
    return wanted_by([by.person_id])[by.person_id]
