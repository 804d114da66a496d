"""The cluster's shape: two nodes, PostgreSQL and Valkey, under load, under faults, in silence."""

import asyncio
import contextlib
import time

import pytest

from tests.servers import free_port

from .checker import check
from .crowd import SCALE, Crowd, nodes, running, set_stage, share

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(400)]


def test_r1_two_nodes_under_load(database, bell, tmp_path, report):
    stage = set_stage(database, tmp_path, people=200, rooms=12)
    with running(nodes(stage, 2, bell.url)) as pair:
        crowd = Crowd(stage, [node.url for node in pair])

        async def play() -> None:
            async with crowd.inside():
                await crowd.talk(40, 20)
                await crowd.settle(10)

        asyncio.run(play())
        memory = [node.rss() >> 20 for node in pair]
        report("R1", f"{crowd.figures()}; {memory} MB")
    assert check(database, crowd.clients) == []
    assert crowd.acked == crowd.said
    assert crowd.total("connects") == len(crowd.clients), "nobody was cut off"
    assert share(crowd.all("waits"), 0.99) <= 300 * crowd.stretch
    assert share(crowd.all("delays"), 0.99) <= 750 * crowd.stretch
    assert max(memory) <= 250


async def faults(pair, database, bell) -> None:
    """One fault after the other, for a minute."""
    do = asyncio.to_thread
    await asyncio.sleep(4)
    await do(pair[0].restart, "kill")
    await asyncio.sleep(4)
    await do(bell.kill)
    await asyncio.sleep(5)
    await do(bell.start)
    await asyncio.sleep(3)
    await do(database.restart, "immediate")
    await asyncio.sleep(5)
    await do(pair[1].freeze)
    await asyncio.sleep(5)
    await do(pair[1].thaw)
    await asyncio.sleep(3)
    await do(pair[1].restart, "kill")
    await asyncio.sleep(3)
    await do(database.restart, "immediate")
    await asyncio.sleep(4)


@contextlib.contextmanager
def thawed(pair):
    """Whatever happens, nobody is left frozen."""
    try:
        yield
    finally:
        for node in pair:
            node.thaw()


def test_r3_nothing_is_lost_in_chaos(server, database, bell, tmp_path, report):
    stage = set_stage(database, tmp_path, people=150, rooms=12)
    with running(nodes(stage, 2, bell.url)) as pair, thawed(pair):
        crowd = Crowd(stage, [node.url for node in pair])
        for client in crowd.clients:
            client.flaky = 0.1

        async def play() -> None:
            async with crowd.inside():
                aborting = asyncio.create_task(crowd.abort_now_and_then(15))
                await crowd.talk_during(faults(pair, server, bell), 40)
                aborting.cancel()
                for client in crowd.clients:
                    client.flaky = 0.0
                report("R3", f"all at head {await crowd.settle(12):.1f} s after the last fault")

        asyncio.run(play())
        report("R3", crowd.figures())
    assert check(database, crowd.clients) == []
    assert crowd.acked == crowd.said
    assert crowd.total("connects") >= 400 * SCALE, "too few reconnects: nothing was tested"
    assert crowd.total("resent") >= 40 * SCALE, "too little was sent again"
    assert crowd.total("absorbed") >= 10 * SCALE, "too little was sent twice"


def test_r5_without_a_bell_everybody_hears_everything_within_two_seconds(
    database, tmp_path, report
):
    stage = set_stage(database, tmp_path, people=60, rooms=6)
    with running(nodes(stage, 2, f"redis://127.0.0.1:{free_port()}/0")) as pair:
        crowd = Crowd(stage, [node.url for node in pair])

        async def play() -> float:
            async with crowd.inside():
                await crowd.talk(10, 6)
                while crowd.total("unsent"):
                    await asyncio.sleep(0.02)
                return await crowd.settle(2)

        report("R5", f"all at head {asyncio.run(play()):.1f} s after the last commit")
    assert check(database, crowd.clients) == []
    assert crowd.total("connects") == len(crowd.clients), "reconnecting would have hidden it"


def test_r14_when_a_node_dies_its_crowd_goes_to_the_other(database, bell, tmp_path, report):
    stage = set_stage(database, tmp_path, people=300, rooms=20)
    with running(nodes(stage, 2, bell.url)) as [dying, living]:
        crowd = Crowd(stage, [dying.url])

        async def play() -> float:
            async with crowd.inside():
                for client in crowd.clients:
                    client.nodes = [dying.url, living.url]
                talking = asyncio.create_task(crowd.talk(10, 10))
                await asyncio.sleep(2)
                await asyncio.to_thread(dying.kill)
                began = time.monotonic()
                await talking
                await asyncio.gather(*(c.ready.wait() for c in crowd.clients))
                await crowd.settle(30)
                return time.monotonic() - began

        seconds = asyncio.run(play())
        report("R14", f"all back and at head {seconds:.1f} s after the kill; {crowd.figures()}")
    assert check(database, crowd.clients) == []
    assert seconds <= 30 * crowd.stretch


def test_a_node_that_is_told_to_stop_says_goodbye_and_is_gone_in_ten_seconds(
    database, bell, tmp_path, report
):
    stage = set_stage(database, tmp_path, people=60, rooms=6)
    with running(nodes(stage, 2, bell.url)) as [leaving, staying]:
        crowd = Crowd(stage, [leaving.url])

        async def play() -> float:
            async with crowd.inside():
                for client in crowd.clients:
                    client.nodes = [staying.url]
                talking = asyncio.create_task(crowd.talk(10, 4))
                await asyncio.sleep(1)
                began = time.monotonic()
                await asyncio.to_thread(leaving.stop)
                seconds = time.monotonic() - began
                await talking
                await crowd.settle(15)
                return seconds

        seconds = asyncio.run(play())
        told = sum(client.bye > 0 for client in crowd.clients)
        report("drain", f"gone after {seconds:.1f} s, {told} of {len(crowd.clients)} were told")
    assert check(database, crowd.clients) == []
    assert told == len(crowd.clients)
    assert seconds <= 10
