"""What has happened since somebody was here: deeds about things they may open, in sentences."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.calls.models import Call, Interest
from grappe.foundation.actor import Actor
from grappe.foundation.db import UTC, AnyRow, AnySelect, utc_now
from grappe.foundation.errors import N_
from grappe.foundation.models import Deed
from grappe.foundation.policy import ASKER, RULES, ask, visible
from grappe.groups.models import WorkingGroup
from grappe.organisations.models import Organisation

MOST = 8
AT_FIRST = dt.timedelta(days=7)


@dataclass(frozen=True)
class News:
    """The sentence for a verb, and the rule that says who may open what it is about."""

    sentence: str
    opens: str


NEWS = {
    "calls.published": News(N_("%(organisation)s publishes %(title)s"), "calls.read"),
    "calls.extended": News(N_("%(organisation)s gives %(title)s more time"), "calls.read"),
    "calls.closed": News(N_("%(organisation)s closes %(title)s"), "calls.read"),
    "calls.answered": News(N_("%(organisation)s answers a question about %(title)s"), "calls.read"),
    "interests.sent": News(N_("%(organisation)s answers %(title)s"), "interests.read"),
    "interests.accepted": News(
        N_("%(organisation)s accepts an answer to %(title)s"), "interests.read"
    ),
    "groups.created": News(
        N_("%(organisation)s starts the working group %(title)s"), "groups.read"
    ),
    "groups.joined": News(N_("%(person)s joins the working group %(title)s"), "groups.enter"),
    "groups.closed": News(N_("%(organisation)s ends the working group %(title)s"), "groups.read"),
    "organisations.joined": News(N_("%(person)s joins %(title)s"), "organisations.staff"),
}


@dataclass(frozen=True)
class Told:
    """A deed in words: `type` and `id` are what it is about, `slug` its address if it has one."""

    sentence: str
    at: dt.datetime
    type: str
    id: int
    slug: str
    title: str
    person_id: int
    person: str
    organisation_id: int
    organisation: str


def told_since(by: Actor, since: dt.datetime | None) -> list[Told]:
    """The latest deeds of others that `by` may know of, newest first. One query."""
    start = since or utc_now() - AT_FIRST
    return [told(row) for row in ask(deeds(), by, start=start)]


def told(row: AnyRow) -> Told:
    return Told(
        NEWS[row.verb].sentence, row.at, row.object_type, row.object_id, row.slug or "", row.title,
        row.person_id, row.person or "Grappe", row.organisation_id or 0,
        row.organisation or row.person or "Grappe",
    )  # fmt: skip


@cache
def deeds() -> AnySelect:
    """Of others, after `start`, the newest first."""
    doer, called, place = aliased(Organisation), aliased(Call), aliased(Organisation)
    answer, answered, group = aliased(Interest), aliased(Call), aliased(WorkingGroup)
    columns: Any = (
        select(
            Deed.verb, Deed.at, Deed.object_type, Deed.object_id, Deed.person_id,
            func.coalesce(called.title, answered.title, group.name, place.name, "").label("title"),
            place.slug, Person.name.label("person"), doer.id.label("organisation_id"),
            doer.name.label("organisation"),
        )
        .select_from(Deed)
        .outerjoin(Person, Person.id == Deed.person_id)
        .outerjoin(doer, doer.id == Deed.organisation_id)
        .outerjoin(called, about(called, "call"))
        .outerjoin(answer, about(answer, "interest"))
        .outerjoin(answered, answered.id == answer.call_id)
        .outerjoin(group, about(group, "working_group"))
        .outerjoin(place, about(place, "organisation"))
    )  # fmt: skip
    news = columns.where(Deed.at > bindparam("start", type_=UTC()), open_to())
    others = news.where(Deed.person_id != ASKER.person_id)
    return others.order_by(Deed.id.desc()).limit(MOST)


def about(model: Any, table: str) -> ColumnElement[bool]:
    return and_(Deed.object_type == table, model.id == Deed.object_id)


def open_to() -> ColumnElement[bool]:
    """Deeds of the verbs there is a sentence for, about what the asker may open."""
    verbs = defaultdict(list)
    for verb, news in NEWS.items():
        verbs[news.opens].append(verb)
    return or_(*(and_(Deed.verb.in_(names), opens(rule)) for rule, names in verbs.items()))


def opens(action: str) -> ColumnElement[bool]:
    model: Any = RULES[action].model
    found = select(model.id).where(model.id == Deed.object_id, visible(ASKER, action))
    return found.correlate(Deed).exists()
