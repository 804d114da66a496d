"""What waits for somebody: to decide, to answer, to finish, to close; the most urgent first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grappe.calls.queries import home as calls
from grappe.foundation.actor import Actor
from grappe.foundation.db import utc_now
from grappe.groups import queries as groups

# What somebody else waits for: it is counted in the title of the page.
AWAITED = ("answers", "questions", "request", "invitation", "hosting", "poll")
SOON, LATE = dt.timedelta(days=4), dt.timedelta(days=10)


@dataclass(frozen=True)
class Waiting:
    """`kind` says what is to be done, `number` how often; `title` is that of the call or group
    `id`, and `who` of `organisation` waits for it, since `at`."""

    kind: str
    id: int
    title: str
    at: dt.datetime
    number: int = 1
    interest_id: int = 0
    who: str = ""
    organisation: str = ""

    @property
    def awaited(self) -> int:
        return self.number if self.kind in AWAITED else 0

    @property
    def urgency(self) -> str:
        """now, soon, or nothing yet. Others have waited; only one's own drafts never press."""
        age = utc_now() - self.at
        if self.kind == "overdue" or (self.awaited and age > LATE):
            return "now"
        return "soon" if self.awaited and age > SOON else ""

    @property
    def rank(self) -> tuple[int, bool, dt.datetime]:
        return ("now", "soon", "").index(self.urgency), not self.awaited, self.at


def waiting(by: Actor, of_sessions: Iterable[Any]) -> list[Waiting]:
    """Everything that waits for `by`, as they act now: two queries, and what sessions ask."""
    found = [of_call(row) for row in calls.waiting_for(by)]
    found += [of_group(row) for row in groups.waiting_for(by)]
    found += [of_session(row) for row in of_sessions]
    return sorted(found, key=lambda one: one.rank)


def of_call(row: Any) -> Waiting:
    return Waiting(row.kind, row.call_id, row.title, row.at, row.number, row.interest_id)


def of_group(row: Any) -> Waiting:
    return Waiting(
        row.kind, row.group_id, row.group, row.at, who=row.person, organisation=row.organisation
    )


def of_session(row: Any) -> Waiting:
    return Waiting(row.kind, row.id, row.title, row.at, organisation=row.organisation)
