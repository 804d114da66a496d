"""Minutes as PDF: the same text, for the same readers, tagged and in the fonts of the house."""

from typing import Any

from flask import Response, current_app
from flask_babel import gettext as _

from grappe.foundation.asking import me, me_again
from grappe.foundation.errors import Missing
from grappe.foundation.formats import full_date
from grappe.foundation.i18n import speaking
from grappe.foundation.limits import limit
from grappe.foundation.outlining import blocks
from grappe.foundation.policy import require
from grappe.foundation.typesetting import can_typeset, typeset
from grappe.foundation.web import door
from grappe.rooms.models import ACTION, Room

from ...models import APPROVED, Minutes
from ...queries import minutes as queries
from .. import bp
from .shown import Shown, laid_out, shown

TEMPLATE = "sessions/minutes.typ"


@bp.get("/<int:session_id>/minutes.pdf")
@door("minutes.read", Minutes, "session_id", "session_id")
def minutes_pdf(minutes: Minutes) -> Response:
    by = prepared()
    editions = queries.editions(minutes)
    last = editions[0] if minutes.state == APPROVED else None
    text = shown(by, last.content if last else minutes.content)
    data = document(text.title, text.language, [one(text, last)], text)
    return sent(minutes, "minutes.read", data, f"minutes-{minutes.number}.pdf")


@bp.get("/minutes/<int:room_id>.pdf")
@door("rooms.read", Room, "room_id")
def minutes_book_pdf(room: Room) -> Response:
    by = prepared()
    rows = queries.book(by, room)
    if not rows:
        raise Missing
    texts = laid_out(by, [row.content for row in rows])
    title = f"{_('All minutes')}, {room.place or room.title}"
    made = [one(text, row) for text, row in zip(texts, rows, strict=True)]
    data = document(title, by.locale, made, texts[-1])
    return sent(room, "rooms.read", data, "minutes.pdf")


def prepared() -> Any:
    """Who asks, if there is anything to set with, and not too often: it costs a process."""
    if not can_typeset():
        raise Missing
    by = me()
    limit("minutes.pdf", by.person_id, "20/minute")
    return by


def sent(thing: Any, action: str, data: dict[str, Any], name: str) -> Response:
    """The PDF, if whoever asked for it may still read it now that it is made."""
    queries.let_go()
    made = typeset(TEMPLATE, data)
    require(me_again(), action, thing)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def document(
    title: str, language: str, minutes: list[dict[str, Any]], text: Shown
) -> dict[str, Any]:
    return {
        "title": title, "language": language, "header": title, "footer": text.place,
        "page": text.words["page"] + " ", "contents": _("Contents"), "minutes": minutes,
    }  # fmt: skip


def one(text: Shown, kept: Any) -> dict[str, Any]:
    """One text; `kept` is the version that was approved, or nothing."""
    words, site = text.words, current_app.extensions["settings"].public_url
    end = words["draft"]
    if kept is not None:
        number = kept.edition if hasattr(kept, "edition") else kept.number
        with speaking(text.language):
            day = full_date(kept.at)
        end = f"{words['version']} {number}. {words['approved']} {day}. SHA-256: {kept.sha256}"
    return {
        "kicker": f"{words['minutes']} {text.number}, {text.place}",
        "title": text.title,
        "facts": text.facts,
        "kinds": [kind(text, *each) for each in text.kinds],
        "sections": [{"name": name, "rows": blocks(body, site)} for name, body in text.sections],
        "end": end,
    }


def kind(text: Shown, code: str, name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Actions make a table, the others a list."""
    words = text.words
    if code == ACTION:
        rows = [
            [
                f"{e['number']}. {e['words']}",
                e["who"] or words["nobody"],
                e["due"] or "–",
                e["said"],
            ]
            for e in entries
        ]
        head = [name, words["who"], words["due"], words["state"]]
        return {"name": name, "head": head, "table": rows, "entries": []}
    return {"name": name, "head": [], "table": [], "entries": [
        {"number": str(e["number"]), "words": e["words"],
         "more": ". ".join(filter(None, (e["said"].capitalize(), e["favour"], e["moment"])))}
        for e in entries
    ]}  # fmt: skip
