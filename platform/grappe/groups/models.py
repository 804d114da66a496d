"""Working groups, who is in them for whom, who asks to come in, who is asked in, their rooms."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grappe.accounts.models import Person
from grappe.foundation.db import Model, utc_now
from grappe.organisations.models import Organisation
from grappe.rooms.models import Room

OPEN, REQUEST, INVITATION, HIDDEN = "open", "request", "invitation", "hidden"
JOINING = (OPEN, REQUEST, INVITATION, HIDDEN)
ACTIVE, DORMANT, CLOSED = "active", "dormant", "closed"
CHAIR, SECRETARY, MEMBER, OBSERVER = "chair", "secretary", "member", "observer"
ROLES = (CHAIR, SECRETARY, MEMBER, OBSERVER)
WAITING, ADMITTED, REFUSED, WITHDRAWN = "waiting", "admitted", "refused", "withdrawn"
ACCEPTED, DECLINED, REVOKED = "accepted", "declined", "revoked"


def only_one(name: str, condition: str) -> Index:
    """At most one row for a person in a group that meets `condition`."""
    where = text(condition)
    return Index(
        name, "group_id", "person_id", unique=True, sqlite_where=where, postgresql_where=where
    )


class WorkingGroup(Model):
    """Organisations that pursue one mandate together. `version` counts the edits of its text."""

    __tablename__ = "working_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    mandate: Mapped[str] = mapped_column(Text)
    sponsor: Mapped[str] = mapped_column(String(160), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    joining: Mapped[str] = mapped_column(String(12), default=INVITATION)
    state: Mapped[str] = mapped_column(String(10), default=ACTIVE, index=True)
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[dt.datetime | None]
    seats_per_organisation: Mapped[int | None]
    folded: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(String(160), default="", index=True)
    origin_path: Mapped[str] = mapped_column(String(200), default="")
    origin_title: Mapped[str] = mapped_column(String(200), default="")
    ticket: Mapped[str | None] = mapped_column(String(80), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class GroupMember(Model):
    """A person sits in a group for an organisation, from, until."""

    __tablename__ = "group_member"
    __table_args__ = (
        only_one("uq_group_member_now", "until IS NULL"),
        Index("ix_group_member_person", "person_id", "until"),
        Index("ix_group_member_organisation", "organisation_id", "until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(10), default=MEMBER)
    since: Mapped[dt.datetime] = mapped_column(default=utc_now)
    until: Mapped[dt.datetime | None]
    group: Mapped[WorkingGroup] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class GroupRequest(Model):
    """Somebody asks to come in for their organisation."""

    __tablename__ = "group_request"
    __table_args__ = (
        only_one("uq_group_request_waiting", "state = 'waiting'"),
        Index("ix_group_request_group", "group_id", "state"),
        Index("ix_group_request_person", "person_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[dt.datetime | None]
    group: Mapped[WorkingGroup] = relationship()


class GroupInvitation(Model):
    """Somebody is asked to come in for an organisation they work for."""

    __tablename__ = "group_invitation"
    __table_args__ = (
        only_one("uq_group_invitation_waiting", "state = 'waiting'"),
        Index("ix_group_invitation_group", "group_id", "state"),
        Index("ix_group_invitation_person", "person_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    answered_at: Mapped[dt.datetime | None]
    group: Mapped[WorkingGroup] = relationship()


class GroupRoom(Model):
    """A room of a group; the room itself knows no groups."""

    __tablename__ = "group_room"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_group.id", ondelete="CASCADE"), index=True
    )
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    group: Mapped[WorkingGroup] = relationship()
    room: Mapped[Room] = relationship()
