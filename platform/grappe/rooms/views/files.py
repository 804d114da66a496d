"""Files: sending one, looking at one, all that a room has."""

import csv
from itertools import islice
from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import N_, Invalid, Missing, Refusal
from grappe.foundation.filetypes import KINDS, TEXT, decoded
from grappe.foundation.live import refused
from grappe.foundation.storage import read, serve
from grappe.foundation.web import done, door, page

from .. import queries
from ..forms.words import FILE_KINDS, WORDS
from ..models import Room
from ..models.files import RoomFile
from ..operations.files import discard_file, upload
from ..queries.files import files, sent_with
from . import bp
from .arranging import client_id
from .reading import number
from .writing import for_script

SHOWN = 64 * 1024  # bytes of a text that are shown,
LINES, CELLS = 40, 20  # lines, and cells of each
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.post("/<int:room_id>/files")
@door("rooms.post", Room, "room_id")
def send_file(room: Room) -> ResponseReturnValue:
    """One file, for the page's script: the message then names it."""
    try:
        sent = request.files.get("file")
        if sent is None:
            raise Invalid(N_("Choose a file first."), field="files")
        file = upload(me(), room, client_id(request.form.get("cid")), sent)
    except Refusal as refusal:
        return jsonify(refused(refusal)), refusal.status
    return jsonify(ok=True, file=file.told)


@bp.post("/files/<int:file_id>/discard")
@door("rooms.discard_file", RoomFile, "file_id")
def discard(room_file: RoomFile) -> ResponseReturnValue:
    room_id = room_file.room_id
    discard_file(me(), room_file)
    if for_script():
        return jsonify(ok=True)
    done(_("The file has been removed."))
    return redirect(url_for("rooms.show", room_id=room_id), 303)


@bp.get("/files/<int:file_id>")
@door("rooms.read_file", RoomFile, "file_id")
def file(room_file: RoomFile) -> ResponseReturnValue:
    """What can be told of it, and of text the first lines."""
    room = queries.room(me(), room_file.room_id)
    shown = preview(room_file) if room_file.kind == TEXT else {}
    answer = page("rooms/file.html", room=room, file=room_file, message=sent_with(room_file),
                  **shown, **WORDS)  # fmt: skip
    return kept_nowhere(answer)


def kept_nowhere(answer: Any) -> ResponseReturnValue:
    """Not in the browser either: who may not read it any more must not find it there."""
    words, status = answer
    return Response(words, status, {"Cache-Control": "private, no-store"}, mimetype="text/html")


def preview(file: RoomFile) -> dict[str, Any]:
    raw = read(file.key, SHOWN + 4)
    # A character that is cut in two at the end is left out.
    whole = raw if len(raw) <= SHOWN else raw[: raw.rfind(b"\n", 0, SHOWN) + 1 or SHOWN]
    words = decoded(whole) or whole.decode("utf-8", "replace")
    lines = words.splitlines()
    cut = len(raw) > SHOWN or len(lines) > LINES
    if file.type != "text/csv":
        return {"lines": "\n".join(lines[:LINES]), "cut": cut}
    table = cells(lines)
    active = any(is_formula(cell) for row in table for cell in row)
    return {"table": table, "cut": cut, "active": active}


def cells(lines: list[str]) -> list[list[str]]:
    start = "\n".join(lines[:5])
    between = max(";,\t|", key=start.count)
    try:
        rows = list(islice(csv.reader(lines, delimiter=between), LINES))
    except csv.Error:
        rows = [[line] for line in lines[:LINES]]
    return [[cell[:200] for cell in row[:CELLS]] for row in rows if row]


def is_formula(cell: str) -> bool:
    """What a spreadsheet would compute rather than show; a number is none."""
    return (
        cell.startswith(FORMULA)
        and not cell[1:].replace(",", "").replace(".", "").strip().isdigit()
    )


@bp.get("/files/<int:file_id>/content")
@door("rooms.read_file", RoomFile, "file_id")
def content(room_file: RoomFile) -> Response:
    """The file. Only a picture that we have drawn ourselves opens in the browser."""
    return serve(room_file.stored, inline="download" not in request.args)


@bp.get("/files/<int:file_id>/thumbnail")
@door("rooms.read_file", RoomFile, "file_id")
def thumbnail(room_file: RoomFile) -> Response:
    if room_file.thumbnail is None:
        raise Missing
    return serve(room_file.thumbnail, inline=True)


@bp.get("/<int:room_id>/files")
@door("rooms.read", Room, "room_id")
def file_list(room: Room) -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    found = files(me(), room, kind, number("before"))
    answer = page("rooms/files.html", room=room, files=found, kind=kind if kind in KINDS else "",
                  kinds=FILE_KINDS, **WORDS)  # fmt: skip
    return kept_nowhere(answer)
