"""The map: how many clusters there are in each region, and in which colour that is drawn."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.organisations.models import Organisation
from grappe.reference import regions

from .listing import Wanted, listed, other_filters

STEPS = 4


@dataclass(frozen=True)
class Step:
    """One step of the ramp of colours and the numbers it stands for, both included."""

    number: int
    least: int
    most: int


@dataclass(frozen=True)
class OnMap:
    """How many clusters of each region answer to the other filters; `own`: the reader's region."""

    counts: dict[str, int]
    own: str

    def total(self, region: str) -> int:
        return self.counts.get(region, 0) if region else sum(self.counts.values())

    @property
    def drawn(self) -> list[int]:
        return [self.counts.get(code, 0) for code in regions.codes]

    def step(self, region: str) -> int:
        return step_of(self.counts.get(region, 0), self.drawn)

    def legend(self) -> list[Step]:
        """The steps in use, each with the numbers it stands for."""
        reached: dict[int, list[int]] = {}
        for number in self.drawn:
            reached.setdefault(step_of(number, self.drawn), []).append(number)
        return [Step(step, min(found), max(found)) for step, found in sorted(reached.items())]


def step_of(value: int, values: Iterable[int]) -> int:
    """0 for nothing; else the quarter of the `values` above zero in which `value` stands, 1 to 4.
    Equal numbers share a step."""
    above = sorted(other for other in values if other > 0)
    if value <= 0 or not above:
        return 0
    middle = (bisect_left(above, value) + bisect_right(above, value)) / 2
    return min(STEPS, 1 + int(STEPS * middle / len(above)))


def on_map(by: Actor, wanted: Wanted) -> OnMap:
    """All regions that have clusters at all, those without a match at 0."""
    mine = aliased(Organisation)
    own = select(mine.region).where(mine.id == (by.organisation_id or 0)).scalar_subquery()
    found = func.sum(case((other_filters(by, wanted), 1), else_=0))
    rows = db.session.execute(
        select(Organisation.region, found.label("found"), own.label("own"))
        .where(listed(by))
        .group_by(Organisation.region)
    ).all()
    return OnMap({row.region: row.found for row in rows}, rows[0].own or "" if rows else "")
