"""The working groups of the demonstration: who comes in, who asks, who is asked."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from grappe.calls.operations import gathering
from grappe.foundation.db import db
from grappe.groups import operations
from grappe.groups.models import GroupInvitation, GroupMember, GroupRequest, GroupRoom, WorkingGroup
from grappe.rooms.models import Room

from .calls import CallPlot
from .days import Days
from .people import Cast
from .rooms import RoomPlot
from .story import Step
from .texts import script


class GroupPlot:
    """One group of groups.toml as steps, its rooms included."""

    def __init__(self, cast: Cast, days: Days, calls: dict[str, CallPlot], said: dict[str, Any]):
        self.cast, self.days, self.calls, self.said = cast, days, calls, said
        self.chair = said["by"]
        self.group: WorkingGroup
        self.rooms: list[RoomPlot] = [
            RoomPlot(cast, days, script(key)) for key in said.get("rooms", ())
        ]

    def steps(self) -> Iterator[Step]:
        said, moment = self.said, self.days.moment
        yield Step(moment(said["created"]), self.found)
        for who, at in said.get("joined", ()):
            yield Step(moment(at), lambda who=who: operations.join(self.cast.by(who), self.group))
        for asked in said.get("request", ()):
            yield from self.request(asked)
        for asked in said.get("invitation", ()):
            yield Step(moment(asked["at"]), lambda asked=asked: operations.invite(
                self.cast.by(asked["by"]), self.group, [self.cast.pair(asked["to"])]))  # fmt: skip
        for plot in self.rooms:
            yield from plot.steps()
        if "closed" in said:
            yield Step(moment(said["closed"][1]), lambda: operations.close(
                self.cast.by(said["closed"][0]), self.group, said["closed"][2]))  # fmt: skip

    def found(self) -> None:
        by, said = self.cast.by(self.chair), self.said
        terms = {
            "joining": said["joining"], "sponsor": said.get("sponsor", ""),
            "starts_on": self.date("starts"), "ends_on": self.date("ends"),
        }  # fmt: skip
        if "from_call" in said:
            call = self.calls[said["from_call"]].call
            self.group = gathering.make_group(
                by, call, said["name"], said["mandate"], said["joining"], f"/calls/{call.id}"
            )
            operations.amend(by, self.group, self.group.version, **terms)
        else:
            self.group = operations.create_group(by, said["name"], said["mandate"], **terms)
        self.gather()
        self.open_rooms()

    def date(self, name: str) -> dt.date | None:
        """The start is told in working days before today, the end in days from today."""
        told = self.said.get(name)
        if told is None:
            return None
        if name == "starts":
            return self.days.working(int(told))
        return self.days.today + dt.timedelta(days=told)

    def gather(self) -> None:
        """Everybody who was in from the beginning comes by an invitation they accept."""
        by, said = self.cast.by(self.chair), self.said
        roles = dict.fromkeys(said.get("members", ()), "member")
        roles |= dict.fromkeys(said.get("observers", ()), "observer")
        if "secretary" in said:
            roles[said["secretary"]] = "secretary"
        new = [who for who in roles if self.seat(who) is None]
        if new:
            operations.invite(by, self.group, [self.cast.pair(who) for who in new])
        for who in new:
            operations.accept(self.cast.by(who), self.waiting(GroupInvitation, who))
        for who, role in roles.items():
            if role != "member":
                seat = self.seat(who)
                assert seat is not None
                operations.change_role(by, seat, role)

    def seat(self, who: str) -> GroupMember | None:
        mine = select(GroupMember).where(
            GroupMember.group_id == self.group.id, GroupMember.until.is_(None),
            GroupMember.person_id == self.cast.by(who).person_id,
        )  # fmt: skip
        return db.session.scalars(mine).one_or_none()

    def waiting(self, model: Any, who: str) -> Any:
        mine = select(model).where(
            model.group_id == self.group.id, model.state == "waiting",
            model.person_id == self.cast.by(who).person_id,
        )  # fmt: skip
        return db.session.scalars(mine).one()

    def open_rooms(self) -> None:
        """The first room is there already; the others are added, each with its title."""
        by = self.cast.by(self.chair)
        places = select(GroupRoom).where(GroupRoom.group_id == self.group.id)
        general = db.session.scalars(places.order_by(GroupRoom.position)).first()
        for place, plot in enumerate(self.rooms):
            held = general if place == 0 else operations.add_room(by, self.group, plot.script.title)
            assert held is not None
            if place == 0 and held.room.title != plot.script.title:
                operations.rename_room(by, held, plot.script.title)
            plot.room = db.session.get_one(Room, held.room_id)

    def request(self, asked: dict[str, Any]) -> Iterator[Step]:
        who = asked["by"]
        yield Step(self.days.moment(asked["at"]), lambda: operations.ask(
            self.cast.by(who), self.group, asked["message"]))  # fmt: skip
        if "refused" in asked:
            by, at, reason = asked["refused"]
            yield Step(self.days.moment(at), lambda: operations.refuse(
                self.cast.by(by), self.waiting(GroupRequest, who), reason))  # fmt: skip
