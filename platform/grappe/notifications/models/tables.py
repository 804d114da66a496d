"""Who was told of what, when they read it, and what they want by e-mail."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big


class Notification(Model):
    """A deed that a person was told of. `params` fill the sentence of its kind, and no more."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "deed_id"),
        Index("ix_notification_unread", "person_id", "read_at"),
        Index("ix_notification_newest", "person_id", "id"),
    )
    id: Mapped[int] = mapped_column(Big, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    deed_id: Mapped[int] = mapped_column(Big)
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int] = mapped_column(Big)
    path: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    read_at: Mapped[dt.datetime | None]


class NotificationPreference(Model):
    """Whether somebody wants one topic by e-mail; without a row the topic's own default holds."""

    __tablename__ = "notification_preference"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    mail: Mapped[bool]
