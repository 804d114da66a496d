"""Tells the story in order, and afterwards moves what was written to the moments it is told of.

The operations know only the real clock. So the story is played within seconds, and then every
instant written meanwhile is put back to the moment of its step: whatever table it stands in.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, or_, select, update

from grappe.foundation.db import UTC, db, utc_now
from grappe.foundation.models import Pulse, Task
from grappe.foundation.tasks import TASKS


@dataclass(frozen=True)
class Step:
    """Something that somebody does at a moment of the story; of what is `quiet` nobody is told."""

    at: dt.datetime
    do: Callable[[], Any]
    quiet: bool = False


@dataclass
class Story:
    """The real instant at which each step was played, beside the moment it stands for."""

    played: list[dt.datetime] = field(default_factory=list)
    moments: list[dt.datetime] = field(default_factory=list)

    def play(self, steps: Iterable[Step]) -> None:
        """All steps in the order of the story, each followed by what hears of it."""
        for step in sorted(steps, key=lambda step: step.at):
            self.played.append(utc_now())
            self.moments.append(step.at)
            step.do()
            if not step.quiet:
                hear()

    def moment(self, written: dt.datetime | None) -> dt.datetime | None:
        """The moment that an instant stands for; what lies outside the telling is left alone."""
        if written is None or not self.played[0] <= written <= utc_now():
            return written
        return self.moments[bisect_right(self.played, written) - 1]

    def date(self) -> None:
        """Put every instant that was written while playing back to its moment."""
        db.session.flush()
        for table in db.metadata.sorted_tables:
            instants = [c.name for c in table.columns if isinstance(c.type, UTC)]
            if instants and table.name not in (Task.__tablename__, Pulse.__tablename__):
                self.redate(table, instants)
        db.session.expire_all()

    def redate(self, table: Table, instants: list[str]) -> None:
        keys = [column.name for column in table.primary_key]
        since = or_(*(table.c[name] >= self.played[0] for name in instants))
        found = select(*(table.c[name] for name in keys + instants)).where(since)
        rows = [
            {f"key_{k}": row[k] for k in keys} | {f"at_{n}": self.moment(row[n]) for n in instants}
            for row in db.session.execute(found).mappings()
        ]
        if rows:
            this = [table.c[k] == bindparam(f"key_{k}") for k in keys]
            moved = {n: bindparam(f"at_{n}") for n in instants}
            db.session.connection().execute(update(table).where(*this).values(moved), rows)


def hear() -> None:
    """Let the listeners hear at once; mails, and all else that was promised, are dropped."""
    while promised := db.session.scalars(select(Task).order_by(Task.id)).all():
        for row in promised:
            if row.kind.startswith("news:"):
                TASKS[row.kind](row.payload)
            db.session.delete(row)
        db.session.flush()
