"""One pump in each process looks at what has changed and pushes it to the process's own lines.

It is woken by the doorbell, and looks at everything once a second in any case: a bell that is lost
costs a second, two processes need no agreement, and a dead Redis means slower, not wrong.
"""

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from .db import db
from .metrics import BEATS as BEAT_SECONDS
from .models import AccessEpoch

log = logging.getLogger(__name__)
INTERVAL = 1.0  # seconds between two looks at everything
GOODBYE = 5  # seconds within which clients of a stopping server connect elsewhere
SWEEP = 5.0  # seconds between two looks at whether the sessions of the lines are still good
Beat = Callable[[set[str] | None, bool], None]
BEATS: list[Beat] = []


def on_beat(beat: Beat) -> Beat:
    """Called as beat(rung, shrank): the names that were rung, or None to look at everything;
    `shrank` when somebody's access did, so that who may listen must be asked again."""
    BEATS.append(beat)
    return beat


def access_epoch() -> int:
    return db.session.scalar(select(AccessEpoch.version)) or 0


class Pump:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.rung: set[str] = set()
        self.heard: set[str] = (
            set()
        )  # what was rung for this beat, also when it looks at everything
        self.awake = threading.Event()
        self.started = False
        self.looked = 0.0
        self.swept = 0.0
        self.epoch: int | None = None
        self.alive: Callable[[], bool] = lambda: True  # the server tells when it is stopping

    def start(self) -> None:
        """With the first line, and not in tests, which beat by hand."""
        if self.epoch is None:  # what shrinks after a line has come in must be noticed, not before
            self.epoch = access_epoch()
        if self.started or self.app.extensions["settings"].testing:
            return
        self.started = True
        self.app.extensions["bell"].listen()
        self.app.extensions["socketio"].start_background_task(self.run)

    def ring(self, names: set[str]) -> None:
        if not self.started and not self.app.extensions["settings"].testing:
            return  # nobody listens here, as in a worker: nothing to remember
        self.rung |= names
        self.awake.set()

    def run(self) -> None:
        while self.alive():
            self.awake.wait(INTERVAL)
            self.awake.clear()
            try:
                with self.app.app_context():
                    self.turn()
            except DBAPIError as error:
                log.warning("the database is away: %s", error)
                time.sleep(0.3)
            except Exception:
                log.exception("a beat failed")
                time.sleep(0.3)
        self.say_goodbye()

    def say_goodbye(self) -> None:
        """Before a stop: clients come back after a pause of their own, not all at once."""
        line = self.app.extensions["socketio"]
        line.emit("live:bye", {"within": GOODBYE})
        for sid in list(self.app.extensions["lines"]):
            line.server.disconnect(sid)

    def turn(self) -> None:
        now = time.monotonic()
        everything = now - self.looked >= INTERVAL or "access" in self.rung
        if everything:
            self.looked = now
        with BEAT_SECONDS.time():
            self.beat(everything)

    def beat(self, everything: bool = True) -> None:
        """One look, at everything or only at what was rung."""
        self.heard, self.rung = self.rung, set()
        shrank = self.access_changed() if everything else False
        for beat in BEATS:
            beat(None if everything else self.heard, shrank)
            rest()

    def access_changed(self) -> bool:
        epoch = access_epoch()
        changed, self.epoch = epoch != self.epoch, epoch
        return changed


def rest() -> None:
    """Let go of the database: before speaking to lines, so that no reader holds up a writer."""
    db.session.rollback()


def heard(prefix: str) -> list[tuple[int, ...]]:
    """The numbers behind what was rung for this beat as `prefix:1:2`."""
    said = [name.split(":")[1:] for name in current_app.extensions["pump"].heard
            if name.startswith(f"{prefix}:")]  # fmt: skip
    return [
        tuple(map(int, numbers))
        for numbers in said
        if all(n.isdecimal() and len(n) < 19 for n in numbers)
    ]


def install(app: Flask) -> None:
    app.extensions["pump"] = Pump(app)
    app.extensions["bell"].on_ring = app.extensions["pump"].ring


def beat() -> None:
    current_app.extensions["pump"].beat()
