"""The background worker: does what operations promised, at least once. `python -m grappe.worker`.

huey wakes it at once; a sweep every minute takes up what was due later, what was not announced, and
what a killed worker left half-done.
"""

import datetime as dt
import logging
import threading
import time

from flask import Flask
from huey import crontab
from huey.consumer import Consumer
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from config import Settings
from grappe import create_app
from grappe.foundation import queue
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Busy
from grappe.foundation.indexes import INDEXES
from grappe.foundation.operations import operation
from grappe.foundation.tasks import EVERY, clean, later, sweep

log = logging.getLogger("grappe.worker")
PAUSE, BREATH = (
    2.0,
    0.05,
)  # seconds between two looks at the logs, when nothing and when much is new
STRETCH = 200  # entries at a time: on SQLite those who speak wait for that long


def tick(app: Flask) -> None:
    """Once a minute: promise what is due by the clock, then do all that waits."""
    with app.app_context():
        try:
            clean()
            for name, (minutes, _) in EVERY.items():
                promise(name, minutes, utc_now())
            sweep()
        except SQLAlchemyError:
            log.exception("the database is away; the next minute tries again")


def promise(name: str, minutes: int, now: dt.datetime) -> None:
    """One row for each turn, however many workers tick."""
    turn = int(now.timestamp()) // (60 * minutes)
    try:
        keep_promise(name, turn)
    except IntegrityError:
        log.debug("another worker has promised %s", name)


@operation
def keep_promise(name: str, turn: int) -> None:
    later("every", {"name": name}, key=f"every:{name}:{turn}")


def keep_up(app: Flask) -> None:
    """What is said is found seconds later; nobody waits for it, and no promise is needed."""
    while True:
        with app.app_context():
            try:
                done = sum(index.catch_up(STRETCH) for index in INDEXES.values())
            except (Busy, SQLAlchemyError):
                log.warning("the search waits for the database")
                done = 0
            except Exception:
                log.exception("the search could not be brought up to date")
                done = 0
            db.session.remove()
        time.sleep(BREATH if done else PAUSE)


def main() -> None:
    app = create_app(Settings.from_environment())
    engine = queue.engine()
    engine.periodic_task(crontab(), name="tick")(lambda: tick(app))
    threading.Thread(target=keep_up, args=(app,), name="search", daemon=True).start()
    log.info("the worker is ready")
    tick(app)
    Consumer(engine, workers=2, max_delay=0.5, graceful_signal="TERM").run()


if __name__ == "__main__":
    main()
