"""Taking in a file that somebody sends: measured, counted, judged, and only then kept."""

import hashlib
import re
import unicodedata
from pathlib import Path

from flask import current_app
from werkzeug.datastructures import FileStorage

from . import filetypes
from .actor import Actor
from .errors import N_, Invalid
from .filetypes import IMAGE, TYPES
from .operations import in_operation
from .pictures import Drawn, redraw
from .pump import rest
from .quotas import reserve
from .storage import Stored, put

LONGEST, BYTES = 120, 200  # of a name
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def receive(by: Actor, sent: FileStorage, field: str = "file", *, small: bool = True) -> Stored:
    """Keep an uploaded file, or refuse it with a sentence beside `field`. This may take seconds,
    so the database is let go of; whoever calls it writes the row of the file afterwards. `small`:
    of a picture, keep a small one, too."""
    content = measured(sent, field)
    name = clean_name(sent.filename or "")
    ending = Path(name).suffix.lower()
    if ending not in TYPES or not filetypes.looks_like(ending, content):
        raise Invalid(
            N_("Send a PDF, an office document without macros, an image, a CSV or a text file."),
            field=field,
        )
    if not in_operation():
        rest()
    reserve(by, len(content), field)
    if filetypes.kind_of(TYPES[ending]) == IMAGE:
        return kept_picture(name, ending, redraw(content, TYPES[ending], field), small)
    facts = filetypes.facts(ending, content)
    return kept(name, ending, content, facts=facts)


def measured(sent: FileStorage, field: str) -> bytes:
    most = current_app.extensions["settings"].upload_limit
    content = sent.stream.read(most + 1)
    if len(content) > most:
        raise Invalid(N_("This file is larger than %(most)s MB."), field=field, most=limit_mb())
    if not content:
        raise Invalid(N_("This file is empty."), field=field)
    return content


def limit_mb() -> int:
    return current_app.extensions["settings"].upload_limit // (1024 * 1024)


def kept_picture(name: str, ending: str, drawn: Drawn, small: bool) -> Stored:
    """What was sent is not kept: only what can be seen of it."""
    facts = {"size": list(drawn.size), "small": list(drawn.small_size)}
    return kept(name, ending, drawn.content, small=put(drawn.small) if small else None,
                facts=facts)  # fmt: skip


def kept(name: str, ending: str, content: bytes, **more: object) -> Stored:
    digest = hashlib.sha256(content).hexdigest()
    return Stored(put(content), name, TYPES[ending], len(content), digest, **more)  # type: ignore[arg-type]


def clean_name(name: str) -> str:
    """A name to show and to save under: no path, no control or direction characters, nothing that a
    system keeps for itself, at most 120 characters and 200 bytes."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return cut(kept, LONGEST, BYTES)
    ending = ending[:8]
    return safe(f"{cut(stem, LONGEST - 10, BYTES - 40)}{dot}{ending}")


def cut(words: str, longest: int, most: int) -> str:
    return words[:longest].encode()[:most].decode(errors="ignore")


def safe(name: str) -> str:
    return f"_{name}" if DEVICES.match(name) else name
