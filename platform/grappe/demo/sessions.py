"""The sessions of the demonstration: an hour with pitches, and a date to be found."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.sessions.models import DateOption, Session
from grappe.sessions.operations.planning import coming, dates, hosting, ordering, pitching, writing
from grappe.sessions.operations.planning.writing import Plan

from .calls import CallPlot
from .days import Days
from .groups import GroupPlot
from .people import Cast
from .story import Step

AT = dt.time(14, 0)


class SessionPlot:
    """Told from sessions.toml."""

    def __init__(self, cast: Cast, days: Days, calls: dict[str, CallPlot],
                 groups: list[GroupPlot], said: dict[str, Any]):  # fmt: skip
        self.cast, self.days, self.calls, self.groups, self.said = cast, days, calls, groups, said
        self.session: Session

    def steps(self) -> Iterator[Step]:
        moment = self.days.moment
        yield Step(moment(self.said["planned"]), self.plan)
        for who, at in self.said.get("hosts", ()):
            yield Step(moment(at), lambda who=who: self.host(who))
        for who, at in self.said.get("coming", ()):
            yield Step(moment(at), lambda who=who: coming.register(self.cast.by(who), self.session))
        for key, at in self.said.get("pitches", ()):
            yield Step(moment(at), lambda key=key: self.pitch(key))
        for who, says, at in self.said.get("voices", ()):
            yield Step(moment(at), lambda who=who, says=says: self.voice(who, says))

    def plan(self) -> None:
        said, by = self.said, self.cast.by(self.said["by"])
        ahead = said.get("ahead")
        day = self.date(ahead or 0)
        room = self.room() if "group" in said else None
        self.session = writing.plan(by, str(uuid.uuid4()), Plan(
            title=said["title"], about=said["about"], minutes=said.get("minutes", 60),
            starts_at=self.days.at(day, AT) if ahead else None, link=said.get("link", ""),
            capacity=said.get("capacity"), minimum=said.get("minimum"),
            pitches_until=self.days.at(day, dt.time(12, 0)) if ahead else None,
        ), room)  # fmt: skip
        for kind, title, minutes in said.get("points", ()):
            seen = self.session.plan_version
            ordering.add_point(by, self.session, seen, kind, title, minutes)
        for offered in said.get("dates", ()):
            when = self.days.at(self.date(offered), AT)
            dates.offer_dates(by, self.session, [when])
        wanted = [self.cast.by(who).organisation_id for who, _at in said.get("hosts", ())]
        if wanted:
            hosting.ask_hosts(by, self.session, [n for n in wanted if n])

    def date(self, ahead: int) -> dt.date:
        """So many days from today, or the working day after that."""
        day = self.days.today + dt.timedelta(days=ahead)
        return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def room(self) -> Any:
        return next(
            plot.rooms[0].room for plot in self.groups if plot.said["key"] == self.said["group"]
        )

    def host(self, who: str) -> None:
        hosting.answer_hosting(self.cast.by(who), self.session, True)

    def pitch(self, key: str) -> None:
        """Whoever wrote the call offers it, and the organiser takes it in."""
        call = self.calls[key].call
        author = self.cast.by(self.calls[key].said["by"])
        point = pitching.pitch(author, self.session, call)
        seen = self.session.plan_version
        ordering.set_pitch(self.cast.by(self.said["by"]), point, seen, True)

    def voice(self, who: str, says: list[str]) -> None:
        found = select(DateOption.id).where(DateOption.session_id == self.session.id)
        ids = list(db.session.scalars(found.order_by(DateOption.starts_at)))
        answers = dict(zip(ids, says, strict=True))
        dates.answer_dates(self.cast.by(who), self.session, answers)
