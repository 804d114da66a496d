"""The calls for partners of the demonstration, from the first draft to the outcome."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from grappe.calls.models import Call, Seat
from grappe.calls.operations import asking, closing, deadlines, following, publishing, writing
from grappe.calls.operations.seating import SeatText
from grappe.calls.operations.writing import CallText
from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db, utc_now

from .days import Days
from .interests import InterestPlot
from .people import Cast
from .story import Step

PLAIN = ("title", "programme", "summary", "brings", "budget", "duration", "visibility", "language")
LISTS = ("working_languages", "questions", "ecosystems")


class CallPlot:
    """One file of data/demo/calls as steps."""

    def __init__(self, cast: Cast, days: Days, said: dict[str, Any]) -> None:
        self.cast, self.days, self.said = cast, days, said
        self.by = said["by"] + (f"/{said['organisation']}" if "organisation" in said else "")
        self.call: Call

    def steps(self) -> Iterator[Step]:
        said, moment = self.said, self.days.moment
        if "created" in said:
            yield Step(moment(said["created"]), self.draft)
            return
        yield Step(moment(said["published"]), self.publish)
        for who, at in said.get("followed", ()):
            yield Step(
                moment(at), lambda who=who: following.follow(self.actor(who), self.call, True)
            )
        for change in ("amended", "extended", "closed"):
            if change in said:
                yield Step(moment(said[change]["at"]), getattr(self, change))
        for asked in said.get("asked", ()):
            yield from self.question(asked)
        for answer in said.get("interest", ()):
            yield from InterestPlot(self, answer).steps()
        if said["deadline"] < 0 and "closed" not in said:
            yield Step(self.days.deadline(said["deadline"]), self.pass_deadline)

    def actor(self, who: str) -> Any:
        return self.cast.by(who)

    def text(self, **other: Any) -> CallText:
        said = self.said
        trl = said.get("trl", (None, None))
        second = said.get("second")
        facts: dict[str, Any] = {
            name: said.get(name) for name in PLAIN if said.get(name) is not None
        }
        facts |= {name: tuple(said.get(name, ())) for name in LISTS}
        facts["clusters"] = tuple(self.cast.organisations[c].id for c in said.get("clusters", ()))
        return CallText(**facts | {
            "trl_from": trl[0], "trl_to": trl[1], "deadline": self.open_until(),
            "second_contact_id": self.cast.people[second].id if second else None,
            "seats": tuple(seat(row) for row in said["seat"]),
        } | other)  # fmt: skip

    def open_until(self) -> dt.datetime | None:
        """A deadline that has passed lies ahead as long as the story is played."""
        if "deadline" not in self.said:
            return None
        ahead = self.said.get("extended", {}).get("from", self.said["deadline"])
        past = ahead < 0
        return utc_now() + dt.timedelta(days=60) if past else self.days.deadline(ahead)

    def draft(self) -> None:
        self.call = writing.start(self.actor(self.by), f"demo-{self.said['key']}", self.text())

    def publish(self) -> None:
        first = self.said.get("amended", {}).get("before", {})
        key = f"demo-{self.said['key']}"
        self.call = publishing.post(self.actor(self.by), key, self.text(**first))

    def amended(self) -> None:
        kept = dict(zip((row.position for row in self.seats()), self.seats(), strict=True))
        rows = [seat(row, kept[place].id) for place, row in enumerate(self.said["seat"])]
        change = self.said["amended"]
        text = self.text(seats=tuple(rows))
        by = self.actor(change["by"])
        publishing.amend(by, self.call, self.call.version, text, change["note"])

    def extended(self) -> None:
        by = self.actor(self.said["extended"]["by"])
        until = self.days.deadline(self.said["deadline"])
        publishing.extend(by, self.call, self.call.version, until, by.timezone)

    def closed(self) -> None:
        end = self.said["closed"]
        by = self.actor(end["by"])
        closing.close(by, self.call, self.call.version, end["outcome"], end["note"])
        self.call.deadline = self.days.deadline(self.said["deadline"])

    def pass_deadline(self) -> None:
        self.call.deadline = self.days.deadline(self.said["deadline"])
        deadlines.remind(SYSTEM, self.call)

    def question(self, asked: dict[str, Any]) -> Iterator[Step]:
        rows: list[int] = []
        moment = self.days.moment
        yield Step(moment(asked["at"]), lambda: rows.append(
            asking.ask(self.actor(asked["by"]), self.call, asked["body"]).id))  # fmt: skip
        if "answer" in asked:
            yield Step(moment(asked["answered_at"]), lambda: asking.answer(
                self.actor(asked["answered_by"]), self.call, rows[0], asked["answer"]))  # fmt: skip

    def seats(self) -> list[Seat]:
        mine = select(Seat).where(Seat.call_id == self.call.id).order_by(Seat.position)
        return list(db.session.scalars(mine))


def seat(row: dict[str, Any], number: int = 0) -> SeatText:
    return SeatText(
        id=number, words=row["words"], kind=row.get("kind", "competence"), role=row.get("role", ""),
        organisation_type=row.get("type", ""), region=row.get("region", ""),
        country=row.get("country", ""), number=row.get("number", 1),
        covered=row.get("covered", False),
    )  # fmt: skip
