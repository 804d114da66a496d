"""Limits hold whatever happens to the shared store."""

import pytest

from grappe.foundation.errors import TooFast
from grappe.foundation.limits import Limiter
from tests.servers import valkey


def fill(limiter, n, rate="4/minute", name="x"):
    for _ in range(n):
        limiter.hit(rate, "act", name)


def test_the_next_one_is_refused_with_the_time_to_wait():
    limiter = Limiter("")
    fill(limiter, 4)
    with pytest.raises(TooFast) as refusal:
        fill(limiter, 1)
    assert 1 <= refusal.value.wait <= 60
    fill(limiter, 4, name="somebody else")


def test_two_processes_count_together_and_an_absent_redis_makes_it_stricter():
    with valkey(own=True) as server:
        one, two = Limiter(server.url), Limiter(server.url)
        fill(one, 2)
        fill(two, 2)
        with pytest.raises(TooFast):
            fill(one, 1)
        server.kill()
        fill(one, 2, name="y")
        with pytest.raises(TooFast):
            fill(one, 1, name="y")
