"""Minutes laid out for whoever reads them: links only where the reader may go."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.formats import full_date
from grappe.foundation.i18n import speaking
from grappe.rooms.models import KINDS

from ...models.minutes_text import Content, favour, of_kind
from ...queries import minutes as queries

CALL = re.compile(r"\[([^\[\]]*)\]\(/calls/([0-9]{1,9})\)")
MESSAGE = re.compile(r"\[([^\[\]]*)\]\(/rooms/([0-9]{1,9})\?around=([0-9]{1,15})[^)\s]*\)")


@dataclass(frozen=True)
class Shown:
    """One text: `kinds` are (kind, its heading, entries), `sections` (heading, Markdown)."""

    language: str
    number: int
    place: str
    title: str
    facts: list[tuple[str, str]]
    kinds: list[tuple[str, str, list[dict[str, Any]]]]
    sections: list[tuple[str, str]]
    words: dict[str, str]


def shown(by: Actor, content: Content) -> Shown:
    return laid_out(by, [content])[0]


def laid_out(by: Actor, contents: list[Content]) -> list[Shown]:
    """Several texts at once ask no more of the database than one."""
    entries = [entry for content in contents for entry in content["entries"]]
    bodies = [row["body"] for content in contents for row in content["sections"]]
    places = {(e["room"], e["seq"]) for e in entries} | set(messages_in(bodies))
    messages = queries.open_messages(by, places)
    calls = queries.open_calls(by, {int(c) for body in bodies for _t, c in CALL.findall(body)})
    return [one(content, messages, calls) for content in contents]


def messages_in(bodies: Iterable[str]) -> Iterable[tuple[int, int]]:
    for body in bodies:
        for _words, room, seq in MESSAGE.findall(body):
            yield int(room), int(seq)


def one(content: Content, messages: set[tuple[int, int]], calls: set[int]) -> Shown:
    with speaking(content["language"]):
        kinds = [
            (kind, content["words"][kind], [told(content, e, messages) for e in entries])
            for kind in KINDS
            if (entries := of_kind(content, kind))
        ]
    return Shown(
        language=content["language"], number=content["number"], place=content["place"],
        title=content["title"],
        facts=[(f["label"], f["text"]) for f in content["facts"] if f["text"]],
        kinds=kinds,
        sections=[
            (s["heading"], unlinked(s["body"], messages, calls))
            for s in content["sections"]
            if s["body"]
        ],
        words=content["words"],
    )  # fmt: skip


def told(content: Content, entry: dict[str, Any], messages: set[tuple[int, int]]) -> dict[str, Any]:
    """An entry in words, with the way to its message for whoever may read that."""
    goes = (entry["room"], entry["seq"]) in messages
    due = entry["due"] and full_date(dt.date.fromisoformat(entry["due"]))
    return entry | {
        "said": content["words"][f"{entry['kind']}.{entry['state']}"],
        "favour": favour(content, entry),
        "due": due,
        "moment": f"{content['words']['message']} {entry['at']}",
        "url": f"/rooms/{entry['room']}?around={entry['seq']}#m-{entry['message']}" if goes else "",
    }


def unlinked(body: str, messages: set[tuple[int, int]], calls: set[int]) -> str:
    """Markdown in which a link to what the reader may not open is but its words."""
    body = CALL.sub(lambda m: m[0] if int(m[2]) in calls else m[1], body)
    return MESSAGE.sub(lambda m: m[0] if (int(m[2]), int(m[3])) in messages else m[1], body)
