"""Start-up refuses settings that would lose data or open a door, each with a plain sentence."""

import sqlite3
import sys
from pathlib import Path

from sqlalchemy import Connection, text

from config import DEMO_SECRET, Settings

FIXED_WAL = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


BOOT_ERROR = 3  # gunicorn gives up when a worker leaves with this, instead of trying for ever


class Unsafe(SystemExit):
    """Says the sentence to the operator and ends the process."""

    def __init__(self, sentence: str) -> None:
        super().__init__(BOOT_ERROR)
        self.sentence = sentence
        sys.stderr.write(sentence + "\n")

    def __str__(self) -> str:
        return self.sentence


def refuse_unsafe(settings: Settings) -> None:
    if not settings.demo and not settings.testing:
        refuse_secret(settings.secret_key)
    refuse_origins(settings.origins)
    if settings.sqlite_journal not in ("DELETE", "TRUNCATE", "PERSIST", "WAL"):
        raise Unsafe(f"SQLITE_JOURNAL={settings.sqlite_journal} could lose data: use DELETE.")
    if settings.sqlite_journal == "WAL" and not wal_is_safe(sqlite3.sqlite_version_info):
        raise Unsafe(
            f"SQLite {sqlite3.sqlite_version} can corrupt a database in WAL mode (fixed in 3.51.3, "
            "3.50.7 and 3.44.6): leave SQLITE_JOURNAL at DELETE."
        )


def refuse_secret(secret: str) -> None:
    if secret == DEMO_SECRET:
        raise Unsafe("SECRET_KEY is the public default: set your own, or DEMO=1 to look around.")
    if len(secret) < 32:
        raise Unsafe("SECRET_KEY is too short: give at least 32 random characters.")


def refuse_origins(origins: tuple[str, ...]) -> None:
    if not origins:
        raise Unsafe("ALLOWED_ORIGINS is empty: name the addresses pages are served from.")
    for origin in origins:
        if "*" in origin or not origin.startswith(("http://", "https://")):
            raise Unsafe(f"ALLOWED_ORIGINS must list whole origins, not {origin!r}.")


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug or one of its back-ports."""
    newest = FIXED_WAL[0]
    return version >= newest or any(v[:2] == version[:2] and version >= v for v in FIXED_WAL)


def refuse_forgetful_postgres(connection: Connection) -> None:
    """PostgreSQL must have written what it says it has written."""
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        value = connection.execute(text("SELECT current_setting(:n)"), {"n": name}).scalar_one()
        if value == "off":
            raise Unsafe(f"PostgreSQL runs with {name}=off and may lose what it acknowledged.")
    connection.rollback()  # asking began a transaction: whoever comes next wants to begin their own


def refuse_packages() -> None:
    """gevent-websocket is unmaintained, and engineio would prefer it to simple-websocket."""
    import importlib.util

    if importlib.util.find_spec("geventwebsocket"):
        raise Unsafe("Remove the package gevent-websocket: it would replace simple-websocket.")
    root = Path(__file__).resolve().parents[2]
    if (root / "__init__.py").exists():
        raise Unsafe("platform/__init__.py hides Python's own platform module: remove it.")
