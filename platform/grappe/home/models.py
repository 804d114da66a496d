"""When somebody last came by."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now

PAUSE = dt.timedelta(minutes=30)


class HomeVisit(Model):
    """A person's latest visit and the one before it; two looks within a pause are one visit."""

    __tablename__ = "home_visit"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    previous_at: Mapped[dt.datetime | None]
