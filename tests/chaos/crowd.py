"""A crowd of clients in one process: set up, let talk, wait until everybody knows everything."""

import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import Node, free_port
from tests.servers.nodes import ROOT, SECRET, surroundings

from .checker import heads
from .client import Client
from .wire import Key

READY_WITHIN = 120.0  # seconds for a whole crowd to come in
SCALE = float(os.environ.get("CHAOS_SCALE", "1"))  # of crowds and of what they say in a second


def scaled(number: int) -> int:
    return max(1, round(number * SCALE))


def stretch() -> float:
    """How much longer everything takes just now because others work on this machine too: limits in
    time are multiplied by it, what is said in a second is divided. 1 when this is alone."""
    began, worked = time.monotonic(), time.process_time()
    while time.process_time() - worked < 0.15:
        pass
    return max(1.0, (time.monotonic() - began) / 0.15)


@dataclass
class Stage:
    """What `stage.py` has put into a database."""

    database: str
    people: list[dict[str, Any]]
    rooms: dict[int, list[int]]

    def rooms_of(self, person: int) -> list[int]:
        return [room for room, people in self.rooms.items() if person in people]


def run(folder: Path, module: str, *words: str, **settings: str) -> subprocess.Popen[str]:
    """One of this package's programs, with the platform's settings around it."""
    folder.mkdir(exist_ok=True, parents=True)
    env = {
        "PATH": os.defpath, "LC_ALL": "C.UTF-8", "SECRET_KEY": SECRET, "ARGON2_MEMORY_KIB": "1024",
        "INSTANCE_FOLDER": str(folder / "instance"),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.chaos.{module}", *words],
        cwd=ROOT, env=env | surroundings(folder) | settings, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def set_stage(database: str, folder: Path, people: int, rooms: int, places: int = 2) -> Stage:
    wanted = json.dumps({"people": scaled(people), "rooms": rooms, "places": places})
    done = run(folder, "stage", wanted, DATABASE_URL=database)
    out, _ = done.communicate(timeout=90)
    assert done.returncode == 0, "the stage could not be set: its reason stands above"
    told = json.loads(out.splitlines()[-1])
    return Stage(database, told["people"], {int(k): v for k, v in told["rooms"].items()})


def nodes(stage: Stage, count: int, bell: str = "", **settings: str) -> list[Node]:
    """Nodes of one cluster, not yet started: each lets in pages that any of them has served."""
    made = [Node(stage.database, bell, **settings) for _ in range(count)]
    origins = " ".join(node.url for node in made)
    for node in made:
        node.settings["ALLOWED_ORIGINS"] = origins
        node.patience = 90  # a machine at work starts them slowly
    return made


@contextlib.contextmanager
def running(made: Sequence[Node]) -> Any:
    with contextlib.ExitStack() as stack:
        for node in made:
            stack.enter_context(node)
        yield made


def key(url: str, token: str) -> Key:
    """What a page hands to its script, fetched as a browser would."""
    for path in ("/", "/accounts/sign-in"):
        request = urllib.request.Request(url + path, headers={"Cookie": f"grappe={token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            form = re.search(r"form=([^;]+)", answer.headers.get("Set-Cookie", ""))
            csrf = re.search(r'name="csrf"\s+content="([^"]+)"', answer.read().decode())
        if form and csrf:
            return Key(token, form[1], csrf[1])
    raise AssertionError("no page gave a token")


class Crowd:
    def __init__(self, stage: Stage, urls: Sequence[str], people: int | None = None) -> None:
        self.stretch = stretch()
        self.stage, self.urls = stage, list(urls)
        # The token of the forms belongs to their cookie, not to the person: one will do for all.
        shared = key(self.urls[0], stage.people[0]["token"])
        self.clients = [
            Client(p["id"], Key(p["token"], shared.form, shared.csrf), stage.rooms_of(p["id"]),
                   self.urls)
            for p in stage.people[:people]
        ]  # fmt: skip
        self.said = 0

    @contextlib.asynccontextmanager
    async def inside(self, at_once: int = 8) -> AsyncIterator["Crowd"]:
        """Everybody in their rooms, a few coming in at a time; nobody left behind afterwards."""
        door = asyncio.Semaphore(at_once)

        async def come(client: Client) -> None:
            async with door:
                client.start(client.run())
                await client.ready.wait()

        try:
            async with asyncio.timeout(READY_WITHIN):
                await asyncio.gather(*map(come, self.clients))
            yield self
        finally:
            await asyncio.gather(*(c.close() for c in self.clients))

    async def talk(
        self, rate: float, seconds: float, size: int = 40, who: Sequence[Client] = ()
    ) -> None:
        """Somebody says something somewhere, `rate` times a second."""
        rate *= SCALE / self.stretch
        began, count = time.monotonic(), max(1, int(rate * seconds))
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            client = random.choice(who or self.clients)
            self.say(client, random.choice(list(client.last)), size)

    async def talk_during(self, other: Awaitable[None], rate: float, **more: Any) -> None:
        """Go on talking until something else is done."""
        doing = asyncio.ensure_future(other)
        while not doing.done():
            await self.talk(rate, 1, **more)
        await doing

    def say(self, client: Client, room: int, size: int = 40) -> None:
        self.said += 1
        words = f"at {time.monotonic():.4f} person {client.person} says {self.said} "
        client.say(room, words.ljust(size, "x").strip())

    async def abort_now_and_then(self, every: float) -> None:
        """Each client's cable is cut about every so many seconds, without a goodbye."""
        while True:
            await asyncio.sleep(every / len(self.clients) * random.uniform(0.2, 1.8))
            random.choice(self.clients).abort()

    async def settle(self, within: float) -> float:
        """I5: until every outbox is empty and everybody is at the head of each of their rooms;
        gives the seconds that took, and fails when it takes longer than `within`."""
        began = time.monotonic()
        while behind := self.behind(await asyncio.to_thread(heads, self.stage.database)):
            assert time.monotonic() - began < within * self.stretch, f"I5: {behind[:5]}"
            await asyncio.sleep(0.1)
        self.stretch = max(self.stretch, await asyncio.to_thread(stretch))
        return time.monotonic() - began

    def behind(self, at: dict[int, int]) -> list[str]:
        return [
            f"person {c.person}: {c.unsent} unsent, room {room} at {last} of {at[room]}"
            for c in self.clients
            for room, last in c.last.items()
            if c.unsent or last != at[room]
        ]

    def total(self, name: str) -> int:
        return sum(getattr(c, name) for c in self.clients)

    @property
    def acked(self) -> int:
        return sum(len(c.acked) for c in self.clients)

    @property
    def deliveries(self) -> int:
        return sum(len(log) for c in self.clients for log in c.log.values())

    def figures(self) -> str:
        waits, delays = self.all("waits"), self.all("delays")
        return (
            f"(machine ×{self.stretch:.1f}) {len(self.clients)} sockets, {self.acked} acknowledged, {self.deliveries} delivered; "
            f"ack p50 {share(waits, 0.5):.0f} p99 {share(waits, 0.99):.0f} ms, "
            f"delivery p99 {share(delays, 0.99):.0f} ms; "
            f"{self.total('connects') - len(self.clients)} reconnects, {self.total('resent')} sent "
            f"again, {self.total('absorbed')} of them absorbed, {self.total('syncs')} resyncs"
        )

    def all(self, name: str) -> list[float]:
        return [x for c in self.clients for x in getattr(c, name)]


def share(values: Iterable[float], part: float) -> float:
    """The value that `part` of them do not exceed, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else 0.0


__all__ = [
    "Client",
    "Crowd",
    "Stage",
    "free_port",
    "key",
    "nodes",
    "run",
    "running",
    "scaled",
    "set_stage",
    "share",
]  # fmt: skip
