"""Files people send: checked by content, kept under our own names, served so that nothing runs."""

import hashlib
import re
import secrets
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import puremagic
from flask import Response, current_app, send_file
from werkzeug.datastructures import FileStorage

from .errors import N_, Invalid

TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
INSIDE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
MOST_ENTRIES, MOST_UNPACKED = 5_000, 300 * 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """What is known of a kept file; `key` is its place in the store."""

    key: str
    name: str
    type: str
    size: int
    sha256: str


def store(sent: FileStorage, field: str = "file") -> Stored:
    """Keep an uploaded file, or refuse it with a sentence beside `field`."""
    content = sent.stream.read(current_app.extensions["settings"].upload_limit + 1)
    if len(content) > current_app.extensions["settings"].upload_limit:
        raise Invalid(N_("This file is larger than %(most)s MB."), field=field, most=limit_mb())
    if not content:
        raise Invalid(N_("This file is empty."), field=field)
    name = clean_name(sent.filename or "")
    ending = Path(name).suffix.lower()
    if ending not in TYPES or not looks_like(ending, content):
        raise Invalid(
            N_("Send a PDF, an office document, an image, a CSV or a text file."), field=field
        )
    key = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    write(key, content)
    return Stored(key, name, TYPES[ending], len(content), hashlib.sha256(content).hexdigest())


def limit_mb() -> int:
    return current_app.extensions["settings"].upload_limit // (1024 * 1024)


def write(key: str, content: bytes) -> None:
    path = place(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_bytes(content)
    half.replace(path)  # whole or not at all


def place(key: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", key):
        raise ValueError("not a key of the store")
    return current_app.extensions["settings"].instance / "files" / key


def clean_name(name: str) -> str:
    """A name to show: no path, no control or direction characters, at most 120 characters."""
    base = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:110]}{dot}{ending[:8]}" if dot else kept[:120]


def looks_like(ending: str, content: bytes) -> bool:
    """Whether the content is what the ending says."""
    if ending in (".csv", ".txt"):
        return is_text(content)
    if ending in (".docx", ".xlsx", ".pptx", ".odt", ".ods"):
        return is_office(ending, content)
    try:
        found = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return False
    return found == TYPES[ending]


def is_text(content: bytes) -> bool:
    if b"\0" in content or content.lstrip()[:1] == b"<":
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def is_office(ending: str, content: bytes) -> bool:
    """A zip of the right kind that does not unpack to more than it may."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_ENTRIES or sum(p.file_size for p in parts) > MOST_UNPACKED:
                return False
            if ending in INSIDE:
                return any(p.filename.startswith(INSIDE[ending]) for p in parts)
            return packed.read("mimetype").decode("ascii", "replace") == TYPES[ending]
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
        return False


def serve(stored: Stored) -> Response:
    """As an attachment that nothing in it can run from, and that no cache keeps."""
    answer = send_file(place(stored.key), mimetype=stored.type, max_age=0)
    plain = stored.name.encode("ascii", "ignore").decode().replace('"', "") or "file"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name)}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
