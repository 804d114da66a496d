"""Since you were here: what one has missed in all rooms, from a point that the address holds."""

import re
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from grappe.foundation.asking import me
from grappe.foundation.shell import shell
from grappe.foundation.text import plain
from grappe.foundation.web import door, page

from ..forms.words import WORDS
from ..models import ACTION, DECISION, QUESTION, RISK
from ..queries import missed as asked
from . import bp

LONGEST = 150  # rooms whose points stand in an address; the others count from where one has read
POINT = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})")


@bp.get("/since")
@door("signed_in")
def since() -> ResponseReturnValue:
    """The address takes up how far one has read now: reading on, reloading and going back change
    nothing of what the page shows."""
    rooms = shell()["room_list"]
    given = request.args.get("since")
    if given is None:
        return redirect(url_for("rooms.since", since=points(rooms)), 303)
    found = asked.points(rooms, understood(given))
    return page(
        "rooms/since.html", plain=plain, **told(found), **WORDS,
        places={room["id"]: room for room in rooms}, reach=asked.REACH, most=asked.MOST,
    )  # fmt: skip


def told(found: list[asked.Point]) -> dict[str, Any]:
    """What the page shows, by what it asks of the reader. Nothing is asked of rooms at rest."""
    if not found:
        return {"marks": {}, "named": [], "replies": [], "rest": [], "moment": None}
    written, spoken = asked.written(me(), found), asked.spoken(me(), found)
    rest = asked.others(me(), found)
    return {
        "marks": {k: [row for row in written if row.kind == k]
                  for k in (DECISION, QUESTION, ACTION, RISK)},
        "named": [row for row in spoken if row.named],
        "replies": [row for row in spoken if not row.named],
        "rest": rest,
        "moment": min((row.first_at for row in rest), default=None),
    }  # fmt: skip


def points(rooms: list[dict[str, Any]]) -> str:
    """ "12.345-13.88": for each room the last event that has been read."""
    waiting = sorted(rooms, key=lambda room: not room["unread"])[:LONGEST]
    return "-".join(f"{room['id']}.{room['read_seq']}" for room in waiting)


def understood(given: str) -> dict[int, int]:
    """What does not look like a point counts as not given."""
    parts = (POINT.fullmatch(part) for part in given.split("-")[:LONGEST])
    return {int(part[1]): int(part[2]) for part in parts if part}
