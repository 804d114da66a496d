"""SQLite beside an event loop: whoever waits for the file's lock lets the others go on.

SQLite waits inside a call that nothing can interrupt. The one who holds the lock may be another
piece of work of this very process, which could then never let go: everything would stand still
until the waiting is over, and what was to be saved would be refused.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

R = TypeVar("R")
PATIENCE = 5.0  # seconds
PAUSES = (0.001, 0.002, 0.005, 0.01)  # seconds between two tries, the last one again and again
HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
PRAGMAS = ("busy_timeout=0", "foreign_keys=ON", "cache_spill=OFF")  # no lock before the commit


class Patient(sqlite3.Connection):
    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or PatientCursor)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        return self.cursor().execute(sql, parameters)

    def commit(self) -> None:
        """A commit that finds the lock held leaves its transaction open, to be tried again."""
        patiently(super().commit)


class PatientCursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = ()) -> Any:
        return patiently(super().execute, sql, parameters)


def patiently(act: Callable[..., R], *given: Any) -> R:
    end, tries = time.monotonic() + PATIENCE, 0
    while True:
        try:
            return act(*given)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in HELD or time.monotonic() > end:
                raise
        time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
        tries += 1
