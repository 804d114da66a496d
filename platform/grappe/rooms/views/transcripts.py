"""How a transcript is written: as text, as JSON, and as the entries of a page to print.

Each ends with the number of messages and a SHA-256: of the text, every octet between the two rules
of equals signs; of the JSON, every octet of the lines between the brackets of "entries". The page
bears the sum of the text of the same messages, in the same language and time zone.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from grappe.foundation import formats
from grappe.foundation.errors import Missing
from grappe.foundation.text import markdown

from ..forms.words import KIND_WORDS, STATE_WORDS

RULE = "=" * 72
Batches = Iterable[Sequence[Any]]


class Sum:
    """The count and the checksum of what has gone by."""

    def __init__(self) -> None:
        self.count, self.complete, self._digest = 0, True, hashlib.sha256()

    def take(self, text: str, messages: int = 0) -> str:
        self._digest.update(text.encode())
        self.count += messages
        return text

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def all_of(self, batches: Batches) -> Iterator[Sequence[Any]]:
        """Until the end, or until the right to read has ended."""
        try:
            yield from batches
        except Missing:
            self.complete = False


def broken_off() -> str:
    return _("Broken off: the right to read this room has ended.")


def mark(row: Any) -> str:
    """The entry of the record that a message has become."""
    if row.mark_id is None:
        return ""
    facts = [str(STATE_WORDS[row.mark_kind][row.mark_state]), row.mark_owner or ""]
    facts.append(formats.full_date(row.due_on) if row.due_on else "")
    named = f"{KIND_WORDS[row.mark_kind]} {row.mark_number}"
    return f"{named}: {', '.join(filter(None, facts))}"


def stamp(when: Any) -> str:
    return formats.local(when).strftime("%Y-%m-%d %H:%M:%S")


def notes(row: Any) -> list[str]:
    found = [_("edited, %(time)s", time=stamp(row.edited_at))] if row.edited_at else []
    return [*found, f"[{mark(row)}]"] if mark(row) else found


def said(row: Any) -> str:
    return _("Message deleted") if row.deleted_at else row.body


def as_text(row: Any) -> str:
    who = f"{row.name} ({row.organisation})" if row.organisation else row.name
    words = "".join(f"    {line}\n" for line in said(row).splitlines())
    marks = "" if row.deleted_at else "".join(f"    -- {note}\n" for note in notes(row))
    return f"[{stamp(row.created_at)}] {who} #{row.number}\n{words}{marks}\n"


def text(head: Sequence[str], batches: Batches) -> Iterator[str]:
    total = Sum()
    yield "\n".join([*head, RULE, ""])
    for rows in total.all_of(batches):
        yield "".join(total.take(as_text(row), 1) for row in rows)
    yield f"{RULE}\n{'' if total.complete else broken_off() + chr(10)}"
    yield _("Messages: %(count)s", count=total.count) + f"\nSHA-256: {total.sha256}\n"


def as_json(row: Any) -> str:
    """One line. Times are UTC."""
    gone = row.deleted_at is not None
    entry = {
        "number": row.number, "seq": row.seq, "at": row.created_at.isoformat(),
        "author": row.name, "organisation": row.organisation, "text": None if gone else row.body,
        "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        "deleted_at": row.deleted_at.isoformat() if gone else None,
        "record": None if row.mark_id is None else {
            "kind": row.mark_kind, "number": row.mark_number, "state": row.mark_state,
            "owner": row.mark_owner, "due_on": row.due_on.isoformat() if row.due_on else None,
        },
    }  # fmt: skip
    return json.dumps(entry, ensure_ascii=False)


def as_entries(head: dict[str, Any], batches: Batches) -> Iterator[str]:
    total = Sum()
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": [\n'
    first = True
    for rows in total.all_of(batches):
        lines = ",\n".join(as_json(row) for row in rows)
        yield total.take(lines if first else f",\n{lines}", len(rows))
        first = False
    yield total.take("" if first else "\n")
    rest = {"count": total.count, "complete": total.complete, "sha256": total.sha256}
    yield "], " + json.dumps(rest)[1:] + "\n"


def to_print(batches: Batches, total: Sum) -> Iterator[dict[str, Any]]:
    """What the page shows of each message; `total` is complete once all have gone by."""
    day = None
    for rows in total.all_of(batches):
        for row in rows:
            total.take(as_text(row), 1)
            date = formats.local(row.created_at).date()
            yield {
                "row": row, "new_day": date != day, "mark": mark(row),
                "html": None if row.deleted_at else markdown(row.body),
            }  # fmt: skip
            day = date
