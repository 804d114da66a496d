"""The files of a message that is written in a form."""

import uuid

from flask import current_app, request

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.filetypes import TYPES
from grappe.foundation.receiving import limit_mb

from ..models import Room
from ..models.files import MOST_FILES, RoomFile
from ..operations.files import TOO_MANY, Attached, upload
from ..queries.files import waiting_files
from .arranging import client_id


def attach(room: Room, files: list[Attached]) -> None:
    """Fill `files` with those that a form names (`file`) and those it brings (`files`): a form that
    is sent twice brings each once, and one that comes back names what it brought."""
    files += [Attached(n, request.form.get(f"alt-{n}", "")) for n in dict.fromkeys(numbers())]
    brought = [sent for sent in request.files.getlist("files") if sent.filename]
    if len(files) + len(brought) > MOST_FILES:
        raise Invalid(TOO_MANY, field="files", most=MOST_FILES)
    of_this_form, named = client_id(request.form.get("cid")), len(files)
    for place, sent in enumerate(brought):
        again = uuid.uuid5(of_this_form, f"{named}/{place}/{sent.filename}")
        files.append(Attached(upload(me(), room, again, sent).id))


def limits() -> dict[str, object]:
    """What the composer says of files."""
    most = current_app.extensions["settings"].upload_limit
    return {"most_bytes": most, "most_mb": limit_mb(), "accepted": ",".join(TYPES)}


def numbers() -> list[int]:
    said = request.form.getlist("file")[: MOST_FILES + 1]
    return [int(n) for n in said if n.isascii() and n.isdigit() and len(n) < 10]


def waiting(room: Room, files: list[Attached]) -> list[RoomFile]:
    """What a form that comes back has brought already."""
    return waiting_files(me(), room, [one.file_id for one in files]) if files else []
