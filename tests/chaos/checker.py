"""What must hold at the end, whatever happened: asked of the database itself, by its tables' names.

I1  each acknowledged id is stored exactly once, in its room, with its number and its words
I2  the numbers of a room are 1…n without a hole
I3  what somebody was told of a room is 1…head in order, nothing twice, in the database's words
I4  everybody's messages stand in the order in which they were sent
I6  nobody was told of a room they could not read when it was said
(I5, that everybody gets there in time, is a matter of clocks: see `crowd.settle`.)

It shares no code with the platform.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

EVENTS = sa.text(
    "SELECT room_id, seq, type, author_id, client_id, message_id, body FROM room_event "
    "ORDER BY room_id, seq"
)
ROOMS = sa.text("SELECT id, last_seq, message_count FROM room ORDER BY id")
MEMBERS = sa.text("SELECT room_id, person_id FROM room_member")
MESSAGES = sa.text("SELECT room_id, seq, body FROM message")


@dataclass
class Stored:
    """The log as the database has it: by room, each event at its number."""

    rooms: dict[int, int]
    counts: dict[int, int]
    events: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    members: set[tuple[int, int]] = field(default_factory=set)
    messages: dict[tuple[int, int], str] = field(default_factory=dict)


def read(url: str) -> Stored:
    engine = connected(url)
    with engine.connect() as connection:
        rooms = connection.execute(ROOMS).all()
        stored = Stored({r.id: r.last_seq for r in rooms}, {r.id: r.message_count for r in rooms})
        for row in connection.execute(EVENTS):
            stored.events[row.room_id].append(row)
        stored.members = {(r.room_id, r.person_id) for r in connection.execute(MEMBERS)}
        stored.messages = {(r.room_id, r.seq): r.body for r in connection.execute(MESSAGES)}
    engine.dispose()
    return stored


def connected(url: str) -> sa.Engine:
    """SQLite is asked to wait: its writers are busy, and one more reader has to find its turn."""
    patience = {"timeout": 60} if url.startswith("sqlite") else {}
    return sa.create_engine(url, poolclass=sa.NullPool, connect_args=patience)


def heads(url: str) -> dict[int, int]:
    engine = connected(url)
    with engine.connect() as connection:
        found = {row.id: row.last_seq for row in connection.execute(ROOMS)}
    engine.dispose()
    return found


def check(
    url: str, clients: Iterable[Any], ended: Mapping[tuple[int, int], int] | None = None
) -> list[str]:
    """Everything that is wrong, in sentences. `ended` says with which event of a room the access
    of a person ended: {(person, room): last event they may know}."""
    stored, clients, wrong = read(url), list(clients), []
    wrong += acknowledged(stored, clients)
    wrong += numbered(stored)
    wrong += delivered(stored, clients, ended or {})
    wrong += in_order(stored, clients)
    wrong += [f"person {c.person}: {fault}" for c in clients for fault in c.faults]
    return wrong


def acknowledged(stored: Stored, clients: list[Any]) -> list[str]:
    found = Counter()
    at = {}
    for events in stored.events.values():
        for row in events:
            if row.client_id is not None:
                key = (row.author_id, named(row.client_id))
                found[key] += 1
                at[key] = (row.room_id, row.seq, row.body)
    wrong = []
    for client in clients:
        for said in client.acked:
            key = (client.person, named(said.cid))
            if found[key] != 1:
                wrong.append(f"I1 {said.cid} was acknowledged, and is stored {found[key]} times")
            elif at[key] != (said.room, said.seq, said.body):
                wrong.append(f"I1 {said.cid} was acknowledged as {said.seq}, stored as {at[key]}")
    wrong += [f"I1 {key} is stored {n} times" for key, n in found.items() if n > 1]
    return wrong


def named(client_id: Any) -> str:
    return uuid.UUID(str(client_id)).hex


def numbered(stored: Stored) -> list[str]:
    wrong = []
    for room, head in stored.rooms.items():
        numbers = [row.seq for row in stored.events[room]]
        if numbers != list(range(1, head + 1)):
            wrong.append(f"I2 room {room} has its events {summary(numbers)}, its head is {head}")
        said = {(room, row.seq): row.body for row in stored.events[room] if row.type == "message"}
        kept = {at: body for at, body in stored.messages.items() if at[0] == room}
        if said != kept or len(said) != stored.counts[room]:
            wrong.append(f"I2 room {room}: the log and its messages differ")
    return wrong


def summary(numbers: list[int]) -> str:
    missing = sorted(set(range(1, (numbers or [0])[-1])) - set(numbers))
    return f"{numbers[:1]}…{numbers[-1:]}, missing {missing[:5]}, {len(numbers)} in all"


def delivered(
    stored: Stored, clients: list[Any], ended: Mapping[tuple[int, int], int]
) -> list[str]:
    wrong = []
    for client in clients:
        for room, log in client.log.items():
            who = f"person {client.person}, room {room}"
            if (room, client.person) not in stored.members:
                wrong.append(f"I6 {who}: told of a room they have never been in")
                continue
            told = [event["seq"] for event in log]
            end = ended.get((client.person, room))
            if end is not None and any(seq > end for seq in told):
                wrong.append(f"I6 {who}: told {max(told)} though access ended with {end}")
            whole = range(1, (len(told) if end is not None else stored.rooms[room]) + 1)
            if told != list(whole):
                wrong.append(f"I3 {who}: was told {summary(told)} of {whole[-1:]}")
            else:
                wrong += same_words(who, stored.events[room], log)
    return wrong


def same_words(who: str, rows: list[Any], log: list[dict[str, Any]]) -> list[str]:
    """Text, author and kind of each event as the database has them."""
    wrong = [
        f"I3 {who}: event {row.seq} was told as {event.get('text')!r}"
        for row, event in zip(rows, log, strict=False)
        if (event["type"], event["author"]["id"]) != (row.type, row.author_id)
        or (row.type == "message" and event.get("text") != row.body)
    ]
    return wrong[:3]


def in_order(stored: Stored, clients: list[Any]) -> list[str]:
    by_sender: dict[tuple[int, int], list[str]] = defaultdict(list)
    for room, events in stored.events.items():
        for row in events:
            if row.type == "message":
                by_sender[row.author_id, room].append(named(row.client_id))
    wrong = []
    for client in clients:
        sent: dict[int, list[str]] = defaultdict(list)
        for said in client.acked:
            sent[said.room].append(named(said.cid))
        for room, ids in sent.items():
            if by_sender[client.person, room] != ids:
                wrong.append(f"I4 person {client.person}, room {room}: stored in another order")
    return wrong
