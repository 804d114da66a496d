"""The doorbell: tells every process that something changed, never what.

It may be lost at any time: the pump looks at the database every second anyway.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

import redis
from flask import Flask, current_app

log = logging.getLogger(__name__)
CHANNEL = "grappe:bell"
TIMEOUT = 1.0  # seconds before a Redis that does not answer counts as away


class Bell:
    """One in each process. `on_ring` is called with the names that were rung anywhere."""

    def __init__(self, redis_url: str) -> None:
        self.url = redis_url
        self.on_ring: Callable[[set[str]], None] | None = None
        self.outbox: SimpleQueue[str] = SimpleQueue()
        self.started = False
        self.stopped = threading.Event()

    def ring(self, name: str) -> None:
        """Never waits: a frozen Redis must not hold up whoever has just saved something."""
        if self.on_ring:
            self.on_ring({name})
        if self.url:
            self.start_publishing()
            self.outbox.put(name)

    def start_publishing(self) -> None:
        if not self.started:
            self.started = True
            threading.Thread(target=self.publish, daemon=True, name="bell-out").start()

    def listen(self) -> None:
        if self.url:
            threading.Thread(target=self.hear, daemon=True, name="bell-in").start()

    def publish(self) -> None:
        line = redis.Redis.from_url(
            self.url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
        while not self.stopped.is_set():
            names = self.gather()
            if not names:
                continue
            try:
                line.publish(CHANNEL, " ".join(names))
            except (redis.RedisError, OSError):
                log.warning("the doorbell is away; others will look by themselves")

    def gather(self) -> set[str]:
        """All that waits to be rung, as one."""
        names: set[str] = set()
        with contextlib.suppress(Empty):
            names.add(self.outbox.get(timeout=1))
            while len(names) < 200:
                names.add(self.outbox.get_nowait())
        return names

    def hear(self) -> None:
        while not self.stopped.is_set():
            try:
                self.hear_until_cut()
            except (redis.RedisError, OSError):
                time.sleep(0.5)

    def hear_until_cut(self) -> None:
        line = redis.Redis.from_url(
            self.url, socket_timeout=5, socket_connect_timeout=TIMEOUT, health_check_interval=2
        )
        heard = line.pubsub(ignore_subscribe_messages=True)
        heard.subscribe(CHANNEL)
        while not self.stopped.is_set():
            said = heard.get_message(timeout=1.0)
            data = said["data"] if said else None
            if isinstance(data, bytes) and self.on_ring:
                self.on_ring(set(data.decode().split()))


def install(app: Flask) -> None:
    app.extensions["bell"] = Bell(app.extensions["settings"].redis_url)


def ring(name: str) -> None:
    current_app.extensions["bell"].ring(name)
