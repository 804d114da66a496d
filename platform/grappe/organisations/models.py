"""Organisations, who belongs to them, and for which one somebody acts."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grappe.accounts.models import Person, SignIn
from grappe.foundation.db import Model, utc_now
from grappe.foundation.text import match_key

KINDS = (
    "cluster", "company", "network", "public_authority", "research", "training_provider",
    "investor",
)  # fmt: skip
ADMINISTRATOR, STAFF = "administrator", "staff"


class Organisation(Model):
    """An actor of the network. A cluster nobody has claimed yet is only a directory entry."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_kind_region", "kind", "region"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(String(160), index=True)
    folded: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(8), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    city: Mapped[str] = mapped_column(String(80), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    profile: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[str] = mapped_column(String(20), default="")
    claimed_at: Mapped[dt.datetime | None]
    verified_at: Mapped[dt.datetime | None]
    confirmed_on: Mapped[dt.date | None]
    demo: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class OrganisationEcosystem(Model):
    """The industrial ecosystems of an organisation, the main one first."""

    __tablename__ = "organisation_ecosystem"
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    ecosystem: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


def _match_key(context: Any) -> str:
    return match_key(context.get_current_parameters()["words"])


class Competence(Model):
    """What an organisation brings (`brings`) or looks for (`seeks`), in a few words each."""

    __tablename__ = "competence"
    __table_args__ = (UniqueConstraint("organisation_id", "side", "folded"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[str] = mapped_column(String(6), default="brings")
    words: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80), index=True)
    match_key: Mapped[str] = mapped_column(String(200), default=_match_key)


class Membership(Model):
    """A person works for an organisation: as administrator or staff, from, until."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_person", "person_id", "until"),
        Index("ix_membership_organisation", "organisation_id", "until"),
        # Nobody is in an organisation twice at a time, however often a form is sent.
        Index("uq_membership_now", "person_id", "organisation_id", unique=True,
              sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20), default=STAFF)
    title: Mapped[str] = mapped_column(String(120), default="")
    since: Mapped[dt.datetime] = mapped_column(default=utc_now)
    until: Mapped[dt.datetime | None]
    chosen_at: Mapped[dt.datetime | None]  # when the person last chose to act for it
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Affiliation(Model):
    """A company is a member of a cluster, which may act on its behalf."""

    __tablename__ = "affiliation"
    __table_args__ = (Index("ix_affiliation_cluster", "cluster_id", "until"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    cluster_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    since: Mapped[dt.datetime] = mapped_column(default=utc_now)
    until: Mapped[dt.datetime | None]
    company: Mapped[Organisation] = relationship(foreign_keys=[company_id])
    cluster: Mapped[Organisation] = relationship(foreign_keys=[cluster_id])


class ActingFor(Model):
    """For which of their organisations somebody acts, in one session."""

    __tablename__ = "acting_for"
    sign_in_id: Mapped[int] = mapped_column(
        ForeignKey("sign_in.id", ondelete="CASCADE"), primary_key=True
    )
    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), index=True
    )
    sign_in: Mapped[SignIn] = relationship()


class Invitation(Model):
    """A colleague is asked in by a single-use link that belongs to one address."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_organisation", "organisation_id", "email"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20), default=STAFF)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Nobody: whoever operates the installation asked the network's first administrator in.
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[Person | None] = relationship()
