"""How often somebody may do something: one limiter for pages and for the live line."""

import logging
import math
import time

from flask import Flask, current_app
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from .errors import TooFast

log = logging.getLogger(__name__)
PAUSE = 30.0  # seconds to leave a Redis alone that did not answer


class Limiter:
    """Counts in Redis when there is one; while it is away, here and twice as strictly."""

    def __init__(self, redis_url: str) -> None:
        self.local = MovingWindowRateLimiter(MemoryStorage())
        self.shared = MovingWindowRateLimiter(self.redis(redis_url)) if redis_url else None
        self.away_until = 0.0

    @staticmethod
    def redis(url: str) -> RedisStorage:
        return RedisStorage(url, socket_timeout=0.3, socket_connect_timeout=0.3)

    def hit(self, rate: str, *names: str, cost: int = 1) -> None:
        """Count one act of `names` against `rate` ("5/minute"); TooFast when it is used up."""
        item = parse(rate)
        if self.shared and time.monotonic() > self.away_until:
            try:
                if not self.shared.hit(item, *names, cost=cost):
                    raise TooFast(self.wait(self.shared, rate, *names))
                return
            except TooFast:
                raise
            except Exception:
                log.warning("the shared limiter is away; counting here, more strictly")
                self.away_until = time.monotonic() + PAUSE
        strict = cost * (2 if self.shared and item.amount > 1 else 1)
        if not self.local.hit(item, *names, cost=strict):
            raise TooFast(self.wait(self.local, rate, *names))

    @staticmethod
    def wait(strategy: MovingWindowRateLimiter, rate: str, *names: str) -> int:
        reset = strategy.get_window_stats(parse(rate), *names).reset_time
        return max(1, math.ceil(reset - time.time()))


def install(app: Flask) -> None:
    app.extensions["limiter"] = Limiter(app.extensions["settings"].redis_url)


def limit(act: str, key: object, rate: str, cost: int = 1) -> None:
    """Refuse with TooFast when `key` (a person, an address) did `act` more often than `rate`."""
    current_app.extensions["limiter"].hit(rate, act, str(key), cost=cost)
