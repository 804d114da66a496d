"""Sessions that were held, and their minutes: approved and corrected, being amended, a draft.

Told as rows and after the rest: what is approved cannot be moved to another day afterwards.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.foundation.i18n import speaking
from grappe.rooms.models import CHAIR, Room, RoomMember
from grappe.rooms.operations.recording import next_number
from grappe.sessions.models import (
    AMENDING,
    APPROVED,
    CLOSED,
    DRAFT,
    REGISTERED,
    WITHDRAWN,
    Amendment,
    AmendmentVoice,
    Minutes,
    MinutesEdition,
    MinutesMark,
    Point,
    Registration,
    Session,
)
from grappe.sessions.models.minutes_text import canonical, digest
from grappe.sessions.operations.minutes.drafting import written
from grappe.sessions.queries import minutes_facts

from .days import Days
from .texts import table

AGENDA, DISCUSSION = 0, 1
LENGTH = dt.timedelta(minutes=70)


@dataclass
class MinutesPlot:
    """One entry of data/demo/minutes.toml, in the room `room` of a group."""

    days: Days
    said: dict[str, Any]
    room: Room

    def tell(self) -> None:
        members = self.members()
        if len(members) < 3:
            return
        session = self.held(members)
        minutes = self.written(session)
        {DRAFT: self.leave, AMENDING: self.amend, APPROVED: self.approve}[self.said["state"]](
            minutes, session, members
        )
        db.session.flush()

    def members(self) -> list[RoomMember]:
        """The chair first."""
        here = select(RoomMember).where(
            RoomMember.room_id == self.room.id, RoomMember.left_at.is_(None),
            RoomMember.organisation_id.is_not(None),
        )  # fmt: skip
        rows = db.session.scalars(here.order_by(RoomMember.role != CHAIR, RoomMember.id))
        return list(rows)

    def held(self, members: list[RoomMember]) -> Session:
        start = self.days.moment(self.said["at"])
        chair = members[0]
        session = Session(
            key=str(uuid.uuid4()), room_id=self.room.id, organisation_id=chair.organisation_id,
            by_id=chair.person_id, title=self.said["title"], state=CLOSED, starts_at=start,
            created_at=start - dt.timedelta(days=14), opened_at=start, closed_at=start + LENGTH,
        )  # fmt: skip
        db.session.add(session)
        db.session.flush()
        for place, point in enumerate(self.said["points"], start=1):
            db.session.add(Point(
                session_id=session.id, position=place, title=point["title"],
                minutes=point["minutes"], spent=60 * point["spent"], started_at=start,
            ))  # fmt: skip
        for place, member in enumerate(members[:7]):
            away = place == 3
            db.session.add(Registration(
                session_id=session.id, person_id=member.person_id,
                organisation_id=member.organisation_id, at=start - dt.timedelta(days=7),
                state=WITHDRAWN if away else REGISTERED,
                withdrawn_at=start - dt.timedelta(days=1) if away else None,
                came_at=None if away else start,
            ))  # fmt: skip
        db.session.flush()
        return session

    def written(self, session: Session) -> Minutes:
        facts = minutes_facts.facts(session)
        mine = minutes_facts.marks().where(minutes_facts.Mark.room_id == self.room.id).limit(6)
        facts = replace(facts, marks=list(db.session.execute(mine)), language=self.said["language"])
        number = next_number(self.room, "minutes")
        with speaking(facts.language):
            content = written(session, self.room, facts, number)
        content["sections"][DISCUSSION]["body"] = self.said.get("discussion", "")
        assert session.closed_at is not None
        minutes = Minutes(
            session_id=session.id, room_id=self.room.id, holder_type=self.room.holder_type,
            holder_id=self.room.holder_id, number=number, language=facts.language,
            state=self.said["state"], content=content, drafted_at=session.closed_at,
            updated_at=session.closed_at,
        )  # fmt: skip
        db.session.add(minutes)
        db.session.flush()
        return minutes

    def leave(self, minutes: Minutes, session: Session, members: list[RoomMember]) -> None:
        """The draft waits for the secretary."""

    def amend(self, minutes: Minutes, session: Session, members: list[RoomMember]) -> None:
        """Open for some days more; people who were there have proposed changes."""
        last = self.days.today + dt.timedelta(days=self.said["days"])
        minutes.until = self.days.at(last, dt.time(23, 59))
        for member, one in zip(members[1:3], self.said["amendments"], strict=False):
            amendment = Amendment(
                key=str(uuid.uuid4()), minutes_id=minutes.id, part="section.talk",
                passage=one.get("passage", ""), wording=one["wording"], reason=one["reason"],
                person_id=member.person_id, organisation_id=member.organisation_id,
                at=minutes.drafted_at + dt.timedelta(hours=20),
            )  # fmt: skip
            db.session.add(amendment)
            db.session.flush()
            if one.get("supported") and members[0].organisation_id != member.organisation_id:
                db.session.add(AmendmentVoice(
                    amendment_id=amendment.id, organisation_id=members[0].organisation_id,
                    person_id=members[0].person_id, at=amendment.at,
                ))  # fmt: skip

    def approve(self, minutes: Minutes, session: Session, members: list[RoomMember]) -> None:
        """Approved a week later, and corrected once."""
        approved = self.days.moment(self.said["approved"])
        minutes.approved_at = approved
        self.issue(minutes, 1, "", approved, members[0])
        section = minutes.content["sections"][DISCUSSION]
        corrected = section | {"body": section["body"] + "\n\n" + self.said["added"]}
        sections = [minutes.content["sections"][AGENDA], corrected]
        minutes.content = minutes.content | {"sections": sections}
        minutes.version += 1
        later = self.days.moment(self.said["corrected"])
        self.issue(minutes, 2, self.said["reason"], later, members[0])
        for entry in minutes.content["entries"]:
            db.session.add(MinutesMark(mark_id=entry["mark"], minutes_id=minutes.id))

    def issue(
        self, minutes: Minutes, number: int, reason: str, at: dt.datetime, chair: RoomMember
    ) -> None:
        text = canonical(minutes.content)
        db.session.add(MinutesEdition(
            minutes_id=minutes.id, number=number, content=minutes.content, text=text,
            sha256=digest(text), reason=reason, by_id=chair.person_id,
            organisation_id=chair.organisation_id, at=at,
        ))  # fmt: skip
        db.session.flush()


def tell(days: Days, rooms: Iterable[Room]) -> None:
    """In the first room of each of the groups that data/demo/minutes.toml names."""
    by_place: dict[str, list[Room]] = {}
    for room in rooms:
        by_place.setdefault(room.place, []).append(room)
    for said in table("minutes"):
        for place, held in by_place.items():
            if said["group"] in place:
                MinutesPlot(days, said, held[0]).tell()
