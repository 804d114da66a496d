"""R8: who does not read costs the others nothing."""

import asyncio
import contextlib
import re
import socket
import time
import urllib.request

import pytest

from .checker import check
from .crowd import Crowd, nodes, running, set_stage

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]
HALF_A_REQUEST = b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgr"
MOST_MORE = 25  # MB


def cuts(node):
    with urllib.request.urlopen(f"{node.url}/metrics", timeout=20) as answer:
        found = re.search(r'cut_total\{why="slow"\} (\d+)', answer.read().decode())
    return int(found[1]) if found else 0


async def watch(node, seen):
    """The most memory the node takes, and when it has cut somebody off."""
    while True:
        seen["memory"] = max(seen["memory"], node.rss())
        if not seen["cut"] and await asyncio.to_thread(cuts, node):
            seen["cut"] = time.monotonic()
        await asyncio.sleep(0.25)


async def until_cut(seen):
    """At least so long that others would notice, at most as long as patience lasts."""
    for second in range(40):
        await asyncio.sleep(1)
        if seen["cut"] and second > 8:
            return


def test_r8_one_who_does_not_read_is_cut_off_and_catches_up_later(sqlite, tmp_path, report):
    stage = set_stage(sqlite, tmp_path, people=60, rooms=1, places=1)
    with running(nodes(stage, 1)) as [node]:
        crowd = Crowd(stage, [node.url])
        slow, *others = crowd.clients
        slow.window = 4096
        seen = {"memory": 0, "cut": 0.0}

        async def play():
            async with crowd.inside():
                await crowd.talk(12, 2, who=others)
                before, began = node.rss(), time.monotonic()
                slow.wire.writer.transport.pause_reading()
                watching = asyncio.create_task(watch(node, seen))
                await crowd.talk_during(until_cut(seen), 12, size=8000, who=others)
                watching.cancel()
                slow.abort()
                await crowd.settle(20)
                return before, began

        before, began = asyncio.run(play())
        more, after = (seen["memory"] - before) >> 20, seen["cut"] - began
        report("R8", f"cut after {after:.1f} s, {more} MB more at most; {crowd.figures()}")
    assert check(sqlite, crowd.clients) == []
    assert crowd.acked == crowd.said
    assert all(client.connects == 1 for client in others), "only the slow one was cut off"
    assert seen["cut"], "the slow one was never cut off"
    assert after <= 10 * crowd.stretch, "at 12 messages of 8 kB a second"
    assert more <= MOST_MORE


def test_r8_half_open_handshakes_hold_nobody_up(sqlite, tmp_path, report):
    stage = set_stage(sqlite, tmp_path, people=20, rooms=2)
    with running(nodes(stage, 1)) as [node], contextlib.ExitStack() as stack:
        before = node.rss()
        for _ in range(100):
            half = stack.enter_context(socket.create_connection((node.host, node.port), 5))
            half.sendall(HALF_A_REQUEST)
        crowd = Crowd(stage, [node.url])

        async def play():
            async with crowd.inside():
                await crowd.talk(10, 4)
                await crowd.settle(10)

        asyncio.run(play())
        more = (node.rss() - before) >> 20
        report("R8", f"100 half-open handshakes: {more} MB more; {crowd.figures()}")
    assert check(sqlite, crowd.clients) == []
    assert crowd.acked == crowd.said
    assert more <= 40
