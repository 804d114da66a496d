"""Files that people send into rooms."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from grappe.foundation.db import Model, utc_now
from grappe.foundation.models import Big
from grappe.foundation.storage import Stored, keeps

MOST_FILES = 10  # of one message
UNSENT = dt.timedelta(days=1)  # after which a file that no message has named is thrown away
UPLOADS = "60/minute"


class RoomFile(Model):
    """A file in a room. As long as no message has named it, it is its sender's alone; `client_id`
    was made by the sender's side, so that sending it twice keeps it once. `alt` is what a picture
    shows, in words."""

    __tablename__ = "room_file"
    __table_args__ = (
        UniqueConstraint("author_id", "client_id"),
        Index("ix_room_file_room", "room_id", "message_id"),
        Index("ix_room_file_message", "message_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(
        Big, ForeignKey("message.id", ondelete="CASCADE")
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    client_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    place: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    small: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(130))
    alt: Mapped[str] = mapped_column(String(200), default="")
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now, index=True)

    @property
    def stored(self) -> Stored:
        return Stored(self.key, self.name, self.type, self.size, self.sha256)

    @property
    def thumbnail(self) -> Stored | None:
        """A small picture of it."""
        if self.small is None:
            return None
        return Stored(self.small, f"{self.name}.webp", "image/webp", 0, "")

    @property
    def told(self) -> dict[str, Any]:
        """What everybody in the room is told of it."""
        about = {"id": self.id, "name": self.name, "kind": self.kind, "size": self.size}
        return about | {"type": self.type, "alt": self.alt, "facts": self.facts}


keeps(RoomFile.key, RoomFile.small)
