"""All minutes of a group as one document."""

from flask.typing import ResponseReturnValue

from grappe.foundation.asking import me
from grappe.foundation.web import door, page
from grappe.rooms.models import Room

from ...queries import minutes as queries
from .. import bp
from .shown import laid_out


@bp.get("/minutes/<int:room_id>")
@door("rooms.read", Room, "room_id")
def minutes_book(room: Room) -> ResponseReturnValue:
    """Those of every room of the place that the reader may read, and what is in work."""
    by = me()
    rows = queries.book(by, room)
    texts = laid_out(by, [row.content for row in rows])
    listed = queries.of_place(by, room.holder_type, room.holder_id)
    return page("sessions/minutes/book.html", room=room, listed=listed,
                book=list(zip(rows, texts, strict=True)))  # fmt: skip
