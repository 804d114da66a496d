"""What home must know of its reader before anything else."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sqlalchemy import String, cast, literal, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import AnySelect, utc_now
from grappe.foundation.models import Pulse
from grappe.foundation.policy import ASKER, ask, visible

from ..models import PAUSE, HomeVisit


@dataclass(frozen=True)
class Standing:
    """`since` when there is news (None at first), whether a visit `begins` with this look, the
    `version` of what the page watches, and whether the reader may post calls."""

    since: dt.datetime | None
    begins: bool
    version: int
    may_post: bool


def standing(by: Actor) -> Standing:
    """One query."""
    row = ask(columns(), by).one()
    begins = row.seen_at is None or row.seen_at <= utc_now() - PAUSE
    since = row.seen_at if begins else row.previous_at
    return Standing(since, begins, row.version or 0, bool(row.may_post))


@cache
def columns() -> AnySelect:
    mine = HomeVisit.person_id == ASKER.person_id
    topic = literal("people/") + cast(ASKER.person_id, String)
    return select(
        select(HomeVisit.seen_at).where(mine).scalar_subquery().label("seen_at"),
        select(HomeVisit.previous_at).where(mine).scalar_subquery().label("previous_at"),
        select(Pulse.version).where(Pulse.topic == topic).scalar_subquery().label("version"),
        visible(ASKER, "calls.write").label("may_post"),
    )
