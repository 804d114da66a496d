"""How a stretch of talk is laid out: by day, following messages of one person together."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from grappe.foundation import formats
from grappe.foundation.text import markdown, plain

from ..models import SAID
from ..queries import NOBODY, NOTHING, Talk, mentions, reactions, state
from ..queries.log import EXCERPT
from ..queries.mentions import Spoken

CLOSE = dt.timedelta(minutes=5)


@dataclass
class Day:
    """The messages of one day in the reader's time zone."""

    date: dt.date
    title: str
    items: list[SimpleNamespace] = field(default_factory=list)


def days(
    talk: Talk, unread_after: int | None = None, by_id: int = 0, for_id: int | None = None
) -> list[Day]:
    """`unread_after`: the last event that has been read; the first message of others after it
    carries the unread line. `for_id`: the organisation the reader is in the room for."""
    found: list[Day] = []
    marked = unread_after is None
    given = reactions([row.message_id for row in talk.rows if row.reacted])
    spoken = mentions([row.message_id for row in talk.rows if "@" in (row.words or "")])
    for row in talk.rows:
        said = spoken.get(row.message_id, NOBODY)
        item = shown(row, said)
        item.for_me = said.to(by_id, for_id)
        item.state = state(given.get(item.id, {}), row)
        date = formats.local(item.at).date()
        if not found or found[-1].date != date:
            found.append(Day(date, title(item.at)))
        if not marked and item.seq > (unread_after or 0) and item.said and item.author_id != by_id:
            item.unread = marked = True
        before = found[-1].items[-1] if found[-1].items else None
        item.follows = bool(before and follows(before, item))
        found[-1].items.append(item)
    return found


def title(when: dt.datetime) -> str:
    day = formats.day(when)
    return _("Today, %(day)s", day=day) if formats.days_left(when) == 0 else day


def shown(row: Any, said: Spoken) -> SimpleNamespace:
    """One message or coming and going, with everything the template says about it."""
    return SimpleNamespace(
        seq=row.seq, said=row.type == SAID, at=row.created_at, author_id=row.author_id,
        name=row.name, organisation=row.organisation or "", unread=False, follows=False,
        id=row.message_id, change=None if row.type == SAID else row.body,
        html=markdown(row.words or "", said.labels), text=row.words or "",
        edited_at=row.edited_at, deleted=row.deleted_at is not None,
        own=row.deleted_by_id == row.author_id, may_edit=row.may_edit, may_delete=row.may_delete,
        reply=answered(row), state=NOTHING, may_restore=row.may_restore,
        for_me=False, files=row.files or (),
    )  # fmt: skip


def answered(row: Any) -> SimpleNamespace | None:
    if row.reply_id is None:
        return None
    excerpt = plain(row.reply_body, EXCERPT)
    return SimpleNamespace(id=row.reply_id, seq=row.reply_seq, name=row.reply_name, excerpt=excerpt)


def follows(before: SimpleNamespace, item: SimpleNamespace) -> bool:
    same = (before.author_id, before.organisation) == (item.author_id, item.organisation)
    spoken = before.said and item.said and not before.deleted and not item.deleted
    return same and spoken and not item.unread and item.at - before.at < CLOSE and not item.reply


def blank(follows: bool) -> SimpleNamespace:
    """A message without content: the page's script fills in copies of it."""
    now = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return SimpleNamespace(
        seq=0, said=True, at=now, author_id=0, name="", organisation="", unread=False,
        follows=follows, id=0, change=None, html="", text="", edited_at=None, deleted=False,
        own=True, may_edit=True, may_delete=True, reply=None, state=NOTHING, may_restore=False,
        for_me=False, files=(),
    )  # fmt: skip


def by_place(rooms: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rooms under the group, call or other place they belong to, in the order they came."""
    places: dict[str, list[dict[str, Any]]] = {}
    for room in rooms:
        places.setdefault(room["place"], []).append(room)
    return list(places.items())


def fresh_cid() -> str:
    return str(uuid.uuid4())


def client_id(given: str | None) -> uuid.UUID:
    """The id the page was made with; a form without a good one gets one of its own."""
    try:
        return uuid.UUID(given or "")
    except ValueError:
        return uuid.uuid4()


def latest_words(rows: dict[int, Any]) -> dict[int, str]:
    """One line for each room: who said what last."""
    return {
        room_id: ""
        if row.deleted_at
        else _("%(author)s: %(text)s", author=row.name, text=plain(row.body, 80))
        for room_id, row in rows.items()
    }
