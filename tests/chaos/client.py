"""A person at a live room, as the protocol wants its clients to be.

One message in flight in each room, sent again under the same id until it is acknowledged; the log of
each room kept without a hole: what comes too early is put aside and the gap is asked for.
"""

import asyncio
import contextlib
import datetime as dt
import json
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .wire import GONE, Key, Refused, Wire, dial

PATIENCE = 5.0  # seconds for an answer
DIALLING = 20.0  # seconds for a connection: a crowd at the door is let in one by one
AGAIN = frozenset({"retry", "too_fast", "lost"})


@dataclass
class Saying:
    """Something this person says; `seq` once it is acknowledged."""

    room: int
    body: str
    cid: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0
    tries: int = 0


class Client:
    def __init__(self, person: int, key: Key, rooms: Sequence[int], nodes: list[str]) -> None:
        self.person, self.key, self.nodes = person, key, nodes
        self.last = dict.fromkeys(rooms, 0)
        self.early: dict[int, dict[int, Any]] = defaultdict(dict)
        self.log: dict[int, list[dict[str, Any]]] = defaultdict(list)  # what was delivered
        self.acked: list[Saying] = []  # what was acknowledged, in that order
        self.outbox: dict[int, asyncio.Queue[Saying]] = {}
        self.unsent = 0
        self.wire: Wire | None = None
        self.ready = asyncio.Event()
        self.asked: dict[int, asyncio.Future[Any]] = {}
        self.number = 0
        self.syncing: set[int] = set()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.connects = self.resent = self.absorbed = self.syncs = 0
        self.waits: list[float] = []  # from saying to acknowledgement
        self.delays: list[float] = []  # from saying to delivery
        self.refusals: Counter[str] = Counter()  # of sending, by their codes
        self.faults: list[str] = []
        self.gone: dict[int, float] = {}  # rooms one was put out of, and when
        self.out: dict[str, Any] = {}  # why the door stays shut
        self.bye: float = 0.0
        self.cut: float = 0.0  # when the last connection ended
        self.window = 0  # bytes the system receives unread, 0 for its own choice
        self.flaky = 0.0  # how often the cable is cut just after something was sent

    # The connection
    async def run(self) -> None:
        pause = 0.1
        while not self.out:
            try:
                async with asyncio.timeout(DIALLING):
                    self.wire = await dial(random.choice(self.nodes), self.key, self.window)
                self.connects, pause = self.connects + 1, 0.1
                self.start(self.enter())
                await self.listen(self.wire)
            except Refused as refused:
                if refused.why.get("error") == "session":
                    self.out = refused.why
            except GONE:
                pass
            finally:
                self.hang_up()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 2.0)

    async def listen(self, wire: Wire) -> None:
        while True:
            packet = await wire.receive()
            if packet.startswith("42"):
                self.heard(*json.loads(packet[2:]))
            elif packet.startswith("43"):
                number, _, rest = packet[2:].partition("[")
                if (waiting := self.asked.pop(int(number), None)) and not waiting.done():
                    waiting.set_result(json.loads("[" + rest)[0])
            elif packet.startswith("41"):
                return

    def hang_up(self) -> None:
        if self.wire is not None:
            self.wire.abort()
            self.cut = time.monotonic()
        self.wire = None
        self.ready.clear()
        for waiting in self.asked.values():
            if not waiting.done():
                waiting.set_result({"error": "lost"})
        self.asked.clear()

    def abort(self) -> None:
        if self.wire is not None:
            self.wire.abort()

    def start(self, job: Any) -> None:
        task = asyncio.create_task(job)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.hang_up()

    async def ask(self, event: str, said: dict[str, Any]) -> dict[str, Any]:
        """Say an event and wait for its answer; {"error": "lost"} when there was none."""
        if self.wire is None:
            return {"error": "lost"}
        self.number = number = self.number + 1
        answer = self.asked[number] = asyncio.get_running_loop().create_future()
        self.wire.send(f"42{number}{json.dumps([event, said])}")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await answer
        self.asked.pop(number, None)
        return {"error": "lost"}

    # Hearing
    def heard(self, event: str, said: dict[str, Any] | None = None, *_: Any) -> None:
        said = said or {}
        if event == "rooms:events":
            self.take(said["room"], said["events"], pushed=True)
        elif event == "rooms:heads":
            for room, head in said["rooms"].items():
                if head["seq"] > self.last.get(int(room), head["seq"]):
                    self.catch_up(int(room))
        elif event == "rooms:gone":
            self.gone[said["room"]] = time.monotonic()
            self.last.pop(said["room"], None)
        elif event == "live:bye":
            self.bye = time.monotonic()

    def take(self, room: int, events: list[dict[str, Any]], pushed: bool = False) -> None:
        if room not in self.last:
            self.gone_but_told(room, events)
            return
        early = self.early[room]
        for event in events:
            if event["seq"] > self.last[room]:
                early[event["seq"]] = event
        while event := early.pop(self.last[room] + 1, None):
            self.last[room] = event["seq"]
            self.log[room].append(event)
            if pushed and event.get("text", "").startswith("at "):
                self.delays.append(time.monotonic() - float(event["text"].split()[1]))
        for stale in [seq for seq in early if seq <= self.last[room]]:
            del early[stale]
        if early:
            self.catch_up(room)

    def gone_but_told(self, room: int, events: list[dict[str, Any]]) -> None:
        """Events of a room one was put out of: kept, so that the checker sees them."""
        self.log[room] += events

    async def enter(self) -> None:
        """Listen first, then catch up: twice rather than never."""
        wire, tries = self.wire, 0
        waiting = list(self.last)
        while waiting and self.wire is wire:
            room = waiting[0]
            answer = await self.ask("rooms:enter", {"room": room, "after": self.last.get(room, 0)})
            if "error" not in answer:
                self.caught(room, answer)
            elif answer["error"] in AGAIN:
                tries += 1
                await asyncio.sleep(pause(tries))
                continue
            waiting.pop(0)
        if self.wire is wire and wire is not None:
            self.ready.set()

    def caught(self, room: int, answer: dict[str, Any]) -> None:
        if answer.get("reset") and self.last.get(room):
            self.faults.append(f"room {room}: reset after {self.last[room]}")
        self.take(room, answer["events"])
        if answer["more"]:
            self.catch_up(room)

    def catch_up(self, room: int) -> None:
        if room not in self.syncing:
            self.syncing.add(room)
            self.start(self.sync(room))

    async def sync(self, room: int) -> None:
        """Ask for what is missing until there is nothing more, however often it fails."""
        tries = 0
        try:
            while room in self.last:
                await self.ready.wait()
                answer = await self.ask("rooms:sync", {"room": room, "after": self.last[room]})
                self.syncs += 1
                if answer.get("ok"):
                    self.take(room, answer["events"])
                    if not answer["more"]:
                        return
                elif answer["error"] in AGAIN:
                    tries += 1
                    await asyncio.sleep(pause(tries))
                else:
                    return
        finally:
            self.syncing.discard(room)

    # Saying
    def say(self, room: int, body: str) -> None:
        if room not in self.outbox:
            self.outbox[room] = asyncio.Queue()
            self.start(self.post(self.outbox[room]))
        self.unsent += 1
        self.outbox[room].put_nowait(Saying(room, body))

    async def post(self, outbox: asyncio.Queue[Saying]) -> None:
        while True:
            saying = await outbox.get()
            began = time.monotonic()
            while not await self.settled(saying):
                await asyncio.sleep(pause(saying.tries))
            self.waits.append(time.monotonic() - began)
            self.unsent -= 1

    async def settled(self, saying: Saying) -> bool:
        """One try. True when it is acknowledged, or will never be."""
        await self.ready.wait()
        saying.tries += 1
        self.resent += saying.tries > 1
        now = dt.datetime.now(dt.UTC)
        said = {"room": saying.room, "cid": saying.cid, "body": saying.body}
        if random.random() < self.flaky:
            asyncio.get_running_loop().call_later(random.uniform(0.0, 0.04), self.abort)
        answer = await self.ask("rooms:send", said)
        if answer.get("ok"):
            saying.seq = answer["seq"]
            self.acked.append(saying)
            self.absorbed += dt.datetime.fromisoformat(answer["at"]) < now and saying.tries > 1
            return True
        self.refusals[answer["error"]] += 1
        if answer["error"] in AGAIN:
            return False
        self.faults.append(f"room {saying.room}: refused {answer}")
        return True


def pause(tries: int) -> float:
    """Longer each time, and never the same for two: a back-off with jitter."""
    return min(0.1 * 2**tries, 2.0) * random.uniform(0.5, 1.0)
