"""Looking for what was said in the rooms one may read."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from grappe.foundation.asking import me
from grappe.foundation.excerpts import excerpt, first_words
from grappe.foundation.limits import limit
from grappe.foundation.shell import shell
from grappe.foundation.text import plain
from grappe.foundation.wanted import Wanted, understood
from grappe.foundation.web import door, page

from ..forms.finding import BEST, FindForm, day_after
from ..models import MOST
from ..queries.finding import Found, Sought, find, people_in
from . import bp
from .reading import number

OFTEN = "60/minute"


@bp.get("/search")
@door("signed_in")
def search() -> ResponseReturnValue:
    by = me()
    rooms = shell()["room_list"]
    form = FindForm.among(rooms, people_in(by))
    wanted = understood(form.q.data or "")
    found = Found((), False)
    if form.validate() and wanted:
        limit("rooms.search", by.person_id, OFTEN)
        found = find(by, sought(form, wanted, [room["id"] for room in rooms]))
    address = form.address()
    return page(
        "rooms/search.html", 422 if form.errors else 200, form=form, wanted=wanted,
        found=[shown(row, wanted, address) for row in found.rows], paged=number("before"),
        newest=url_for("rooms.search", **address), older=older(found, address),
        unfiltered=url_for("rooms.search", q=form.q.data),
    )  # fmt: skip


def older(found: Found, address: dict[str, Any]) -> str:
    if not found.more:
        return ""
    return url_for("rooms.search", **address, before=found.rows[-1].id)


def sought(form: FindForm, wanted: Wanted, rooms: list[int]) -> Sought:
    chosen = (int(form.room.data),) if form.room.data else tuple(rooms)
    until = day_after(form.until.data) if form.until.data else None
    return Sought(
        wanted, chosen, form.persons, beginning(form.since.data), beginning(until),
        number("before"), form.sort.data == BEST,
    )  # fmt: skip


def beginning(day: dt.date | None) -> dt.datetime | None:
    """The first moment of a day where the reader is."""
    if day is None:
        return None
    # The first and the last day there are have no moment in every zone.
    held = min(max(day, dt.date(1, 1, 3)), dt.date.max - dt.timedelta(days=2))
    return dt.datetime.combine(held, dt.time(), get_timezone()).astimezone(dt.UTC)


def shown(row: Any, wanted: Wanted, address: dict[str, Any]) -> SimpleNamespace:
    """One message that was found, with the way to it and back."""
    words = plain(row.body, MOST)
    text = words if wanted.hits(words) else row.body
    return SimpleNamespace(
        id=row.id, at=row.created_at, author_id=row.author_id, name=row.name,
        organisation=row.organisation or "", room=row.title, place=row.place,
        parts=excerpt(text, wanted), url=jump(row, first_words(text, wanted), address),
    )  # fmt: skip


def jump(row: Any, word: str, address: dict[str, Any]) -> str:
    """To the message among the others, where the browser lights up the word."""
    way = url_for("rooms.show", room_id=row.room_id, around=row.seq, found=urlencode(address))
    lit = f":~:text={quote(word, safe='').replace('-', '%2D')}" if word else ""
    return f"{way}#m-{row.id}{lit}"
