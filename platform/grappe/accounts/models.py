"""People who can sign in, where they are signed in, and the links they were sent."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grappe.foundation.db import Model, utc_now


class Person(Model):
    """An account. `email` is kept in lower case; without a confirmed one nobody signs in."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(2), default="fr")
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    theme: Mapped[str] = mapped_column(String(5), default="")
    density: Mapped[str] = mapped_column(String(10), default="")
    ask_me_about: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    confirmed_at: Mapped[dt.datetime | None]
    suspended_at: Mapped[dt.datetime | None]
    seen_at: Mapped[dt.datetime | None]

    @property
    def active(self) -> bool:
        return self.confirmed_at is not None and self.suspended_at is None


class SignIn(Model):
    """A session: kept here, so that it can be listed, ended, and is over when it is over."""

    __tablename__ = "sign_in"
    # The number of an ended session must not come back: open lines are known by it.
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    used_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[dt.datetime]
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    person: Mapped[Person] = relationship()


class SecretLink(Model):
    """A single-use link sent by mail: confirm an address, choose a new password, sign in."""

    __tablename__ = "secret_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    person: Mapped[Person] = relationship()
