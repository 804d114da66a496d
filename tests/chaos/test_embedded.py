"""The laptop's shape: SQLite and one process, under load and under kill -9."""

import asyncio

import pytest
import sqlalchemy as sa

from .checker import check
from .crowd import Crowd, nodes, running, scaled, set_stage, share

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


def test_r2_one_process_on_sqlite_under_load(sqlite, tmp_path, report):
    stage = set_stage(sqlite, tmp_path, people=100, rooms=8)
    with running(nodes(stage, 1)) as [node]:
        crowd = Crowd(stage, [node.url])

        async def play() -> None:
            async with crowd.inside():
                await crowd.talk(20, 15)
                await crowd.settle(10)

        asyncio.run(play())
        report("R2", f"{crowd.figures()}; {node.rss() >> 20} MB")
    assert check(sqlite, crowd.clients) == []
    assert crowd.acked == crowd.said >= scaled(100)
    assert crowd.total("connects") == len(crowd.clients), "nobody was cut off"
    assert share(crowd.all("waits"), 0.99) <= 150 * crowd.stretch


async def kills(node):
    for _ in range(3):
        await asyncio.sleep(3)
        await asyncio.to_thread(node.restart, "kill")
    await asyncio.sleep(3)


def test_r4_a_process_on_sqlite_that_is_killed_again_and_again(sqlite, tmp_path, report):
    stage = set_stage(sqlite, tmp_path, people=60, rooms=6)
    with running(nodes(stage, 1)) as [node]:
        crowd = Crowd(stage, [node.url])

        async def play() -> None:
            async with crowd.inside():
                await crowd.talk_during(kills(node), 20)
                report("R4", f"all at head {await crowd.settle(30):.1f} s later")

        asyncio.run(play())
        report("R4", crowd.figures())
    assert check(sqlite, crowd.clients) == []
    assert crowd.acked == crowd.said
    assert crowd.total("connects") >= 3 * len(crowd.clients), "the crowd was thrown out three times"
    assert intact(sqlite)


def intact(url: str) -> bool:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    engine.dispose()
    return whole == ["ok"] and loose == []
