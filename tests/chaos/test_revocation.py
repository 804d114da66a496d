"""R7: nobody hears, or says, anything after their access has ended, whichever way it ended.

The victims are on one node, the others talk on the other one, and access is taken away in a third
process: that the revocation reaches the open lines is not for the doorbell to bring about.
"""

import asyncio
import json
import random
import uuid
from collections import defaultdict

import pytest
import sqlalchemy as sa

from .checker import check
from .crowd import Crowd, nodes, run, running, set_stage, stretch

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]
KINDS = ("dismissed", "left", "suspended", "signed_out", "password")
STILL_SIGNED_IN = ("dismissed", "left")
EACH, WRITERS = 10, 9


class Hand:
    """hand.py, spoken to from here."""

    def __init__(self, folder, database, bell):
        self.process = run(folder, "hand", DATABASE_URL=database, REDIS_URL=bell)
        self.one_at_a_time = asyncio.Lock()
        assert self.process.stdout.readline() == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    async def take(self, act, victim, room):
        said = {"act": act, "person": victim.person, "room": room, "token": victim.key.session}
        async with self.one_at_a_time:
            return await asyncio.to_thread(self.ask, said)

    def ask(self, said):
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Victim:
    """Somebody who goes on talking, loses access in the middle of it, and tries everything."""

    def __init__(self, client, kind):
        self.client, self.kind = client, kind
        [self.room] = client.last
        self.ended, self.at = 0, 0.0
        self.answers = []

    async def suffer(self, hand, delay):
        await asyncio.sleep(delay)
        talking = asyncio.create_task(self.talk())
        await asyncio.sleep(random.uniform(0.4, 1.0))
        told = await hand.take(self.kind, self.client, self.room)
        self.ended, self.at = told["heads"][str(self.room)], told["at"]
        for _ in range(150):  # and half a second after that
            await asyncio.sleep(0.1)
            if self.seconds < float("inf"):
                break
        await asyncio.sleep(0.5)
        talking.cancel()
        place = {"room": self.room, "after": 0}
        self.answers += [await self.client.ask(f"rooms:{e}", place) for e in ("enter", "sync")]

    async def talk(self):
        number = 0
        while True:
            number += 1
            said = {"room": self.room, "cid": str(uuid.uuid4()), "body": f"{number}"}
            answer = await self.client.ask("rooms:send", said)
            if answer.get("seq", 0):
                self.answers.append({"ok": answer["seq"] <= self.ended or not self.ended})
            await asyncio.sleep(random.uniform(0.2, 0.6))

    @property
    def seconds(self):
        """Until the line was closed, or the room on it."""
        told = self.client.gone.get(self.room, 0.0)
        ended = told if self.kind in STILL_SIGNED_IN else self.client.cut
        return ended - self.at if ended else float("inf")


def said_afterwards(database, victims):
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    query = sa.text("SELECT seq FROM room_event WHERE author_id = :a AND room_id = :r AND seq > :s "
                    "AND type = 'message'")  # fmt: skip
    with engine.connect() as connection:
        found = [
            (
                v.kind,
                connection.execute(query, {"a": v.client.person, "r": v.room, "s": v.ended}).all(),
            )
            for v in victims
        ]
    engine.dispose()
    return [one for one in found if one[1]]


def revoke(database, bell, folder, report, limit):
    stage = set_stage(database, folder, people=WRITERS + EACH * len(KINDS), rooms=3, places=1)
    with running(nodes(stage, 2, bell)) as pair, Hand(folder, database, bell) as hand:
        crowd = Crowd(stage, [pair[0].url])
        writers, others = crowd.clients[:WRITERS], crowd.clients[WRITERS:]
        for client in others:
            client.nodes = [pair[1].url]
        victims = [Victim(c, KINDS[n % len(KINDS)]) for n, c in enumerate(others)]
        random.shuffle(victims)

        async def play():
            async with crowd.inside():
                talking = asyncio.create_task(crowd.talk(8, 100, who=writers))
                await asyncio.gather(*(v.suffer(hand, 0.25 * n) for n, v in enumerate(victims)))
                talking.cancel()

        asyncio.run(play())
    slowest = defaultdict(float)
    for victim in victims:
        slowest[victim.kind] = max(slowest[victim.kind], victim.seconds)
    report("R7", ", ".join(f"{kind} after {s:.2f} s" for kind, s in slowest.items()))
    ended = {(v.client.person, v.room): v.ended for v in victims}
    assert check(database, others, ended) == []
    assert said_afterwards(database, victims) == []
    assert all(any(v.client.log.values()) for v in victims), "they had been listening"
    late = [(v.kind, v.seconds) for v in victims if v.seconds > limit * stretch()]
    assert late == []
    after = [a for v in victims for a in v.answers[-2:]]
    assert {a.get("error") for a in after} <= {"not_found", "session", "lost"}


def test_r7_access_ends_at_once_with_the_bell(database, bell, tmp_path, report):
    revoke(database, bell.url, tmp_path, report, limit=1)


def test_r7_access_ends_in_seconds_without_the_bell(database, bell, tmp_path, report):
    bell.kill()
    revoke(database, bell.url, tmp_path, report, limit=5)
