"""One's own calendar, for programs that cannot sign in."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now


class SessionFeed(Model):
    """Of the secret in its address only the digest is kept."""

    __tablename__ = "session_feed"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
