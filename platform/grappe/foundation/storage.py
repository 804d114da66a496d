"""The store: a folder of files under our own names. What is in use stands in the database; what
nobody knows, because somebody crashed between the two, is swept out."""

import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, send_file
from sqlalchemy import select

from .db import db
from .errors import Missing
from .operations import after_commit
from .pump import rest
from .tasks import every

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
INLINE = ("image/png", "image/jpeg", "image/webp", "image/gif")  # if we have drawn them ourselves
ORPHAN = 2 * 3600  # seconds after which a file that nobody knows is nobody's
_kept: list[Any] = []


@dataclass(frozen=True)
class Stored:
    """What is known of a kept file; `key` is its place in the store, `small` that of a small
    picture of it. `facts` are {"pages": 4}, {"size": [w, h], "small": [w, h]} and the like."""

    key: str
    name: str
    type: str
    size: int
    sha256: str
    small: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def keeps(*columns: Any) -> None:
    """Register the columns in which a slice writes the keys of its files."""
    _kept.extend(columns)


def put(content: bytes) -> str:
    """Keep `content`; gives its key. It is on the disk when this returns."""
    key = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    write(key, content)
    return key


def write(key: str, content: bytes) -> None:
    path = place(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    try:
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)  # whole or not at all
    except OSError:
        half.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(folder: Path) -> None:
    """The name is on the disk, too."""
    line = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(line)
    finally:
        os.close(line)


def root() -> Path:
    return current_app.extensions["settings"].instance / "files"


def place(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise ValueError("not a key of the store")
    return root() / key


def read(key: str, most: int) -> bytes:
    """The first bytes of a file."""
    try:
        with place(key).open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise Missing from None


def remove(keys: Iterable[str | None]) -> None:
    """Once the running operation has committed: until then they may still be needed."""
    gone = [place(key) for key in keys if key]

    def unlink() -> None:
        for path in gone:
            path.unlink(missing_ok=True)

    after_commit(unlink)


def serve(stored: Stored, *, inline: bool = False) -> Response:
    """As an attachment that nothing in it can run from, and that no cache keeps. `inline`: a
    picture that we have drawn ourselves, which may stand in a page."""
    shown = inline and stored.type in INLINE
    try:
        answer = send_file(place(stored.key), mimetype=stored.type, max_age=0)
    except FileNotFoundError:
        raise Missing from None
    plain = re.sub(r"[^ -~]|[\"\\%;]", "", stored.name) or "file"
    answer.headers["Content-Disposition"] = (
        f'{"inline" if shown else "attachment"}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@every(60, "storage.sweep")
def sweep() -> None:
    """Take out what nobody knows: left by whoever crashed between the store and the database."""
    for folder in sorted(root().glob("[0-9a-f][0-9a-f]")):
        orphans(list(stale(folder)))


def stale(folder: Path) -> Iterator[Path]:
    oldest = time.time() - ORPHAN
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                yield path
        except FileNotFoundError:
            continue


def orphans(paths: list[Path]) -> None:
    keys = {f"{path.parent.name}/{path.name}": path for path in paths}
    known = {
        key
        for column in _kept
        for start in range(0, len(keys), 500)
        for key in db.session.scalars(
            select(column).where(column.in_(list(keys)[start : start + 500]))
        )
    }
    rest()
    for key in keys.keys() - known:
        keys[key].unlink(missing_ok=True)
