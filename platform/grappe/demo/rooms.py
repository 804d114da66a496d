"""The conversations of the demonstration, said again by those who said them."""

import datetime as dt
import uuid
from collections.abc import Iterator

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.text import plain
from grappe.rooms.models import Message, Room, RoomMember
from grappe.rooms.operations import (
    Said,
    delete_message,
    edit_message,
    mark_message,
    mark_read,
    post_message,
    react,
)

from .days import Days
from .people import Cast
from .story import Step
from .texts import Line, Script


class RoomPlot:
    """One file of data/demo/rooms as steps."""

    def __init__(self, cast: Cast, days: Days, script: Script) -> None:
        self.cast, self.days, self.script = cast, days, script
        self.said: dict[str, int] = {}
        self.places: dict[str, str] = {}
        self.room: Room

    def steps(self) -> Iterator[Step]:
        moment = self.days.moment
        for line in self.script.lines:
            heard = "@" in line.body or line.owner
            yield Step(moment(line.at), lambda line=line: self.say(line), quiet=not heard)
            if line.edited:
                yield Step(moment(line.edited), lambda line=line: self.edit(line))
            if line.deleted:
                yield Step(moment(line.deleted), lambda line=line: self.delete(line))

    def say(self, line: Line) -> None:
        answers = self.said[line.answers] if line.answers else None
        said = post_message(self.by(line.who), self.room, uuid.uuid4(), line.body, answers)
        self.said[line.at + line.who] = said.message_id
        if line.label:
            self.said[line.label] = said.message_id
        if line.mark:
            self.write_down(line)
        for given in filter(None, line.reactions.split(";")):
            kind, _, people = given.partition("=")
            for who in people.split(","):
                react(self.by(who), self.room, self.message(line), kind, True)

    def write_down(self, line: Line) -> None:
        """Into the record, in the words of the message; an action for somebody, until a day."""
        owner = self.cast.people[line.owner].id if line.owner else None
        due = self.days.moment("0 12:00").date() + dt.timedelta(days=line.due) if line.due else None
        words = Said(plain(line.body, 300), owner, due)
        mark_message(self.by(line.who), self.room, self.message(line), line.mark, words)

    def edit(self, line: Line) -> None:
        edit_message(self.by(line.who), self.room, self.message(line), uuid.uuid4(), line.final)

    def delete(self, line: Line) -> None:
        delete_message(self.by(line.who), self.room, self.message(line))
        self.message(line).kept = None  # of what the story promises for later nothing is done

    def message(self, line: Line) -> Message:
        return db.session.get_one(Message, self.said[line.at + line.who])

    def by(self, who: str) -> Actor:
        """For the organisation they are in the room for."""
        if who not in self.places:
            self.places = self.members()
        return self.cast.by(who, self.places[who])

    def members(self) -> dict[str, str]:
        keys = {row.id: key for key, row in self.cast.people.items()}
        places = {row.id: key for key, row in self.cast.organisations.items()}
        mine = select(RoomMember).where(RoomMember.room_id == self.room.id)
        return {
            keys[row.person_id]: places[row.organisation_id or 0]
            for row in db.session.scalars(mine)
        }

    def read(self) -> None:
        """Everybody has read all, but for the last messages that wait for somebody."""
        db.session.refresh(self.room)
        last_first = select(Message.seq).where(Message.room_id == self.room.id)
        seqs = list(db.session.scalars(last_first.order_by(Message.seq.desc())))
        for who in self.members():
            left = self.script.unread.get(who, 0)
            mark_read(self.by(who), self.room, seqs[left] if left else self.room.last_seq)
