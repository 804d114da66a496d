"""Every word that is not for everybody, wherever anybody can look: seen by those it is for, and by
no one else.

The crawl opens every page, list, search and file as every person, with every object there is, and
says every event that answers. A leak fails, and so does blindness: a word that someone it is for
has met nowhere.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from grappe.foundation.live import HEARD
from tests.matrix.things import EVERYBODY, GROUPS, Cell, expected

EXPECT = Path(__file__).with_name("canaries.txt")
ANSWERS = ("rooms:enter", "rooms:sync", "live:watch")
ASKED = (
    "/calls/?tab=all&state=any&q=canary", "/calls/?tab=fit&state=any", "/calls/?tab=ours",
    "/calls/?tab=answered", "/calls/?tab=followed", "/calls/?tab=all&state=past",
    "/groups/?q=canary", "/groups/?state=closed", "/nowhere",
    "/rooms/?all=1", "/calls/?tab=all&state=draft",
)  # fmt: skip


def promised():
    words = {}
    for line in EXPECT.read_text().splitlines():
        word, colon, who = line.partition(" :")
        if colon and not line.startswith("#"):
            words[word] = {p for name in who.split() for p in GROUPS.get(name, [name])}
    return words


WORDS = promised()
# The name of a company stands in no address and in nothing else; the others are made up.
PATTERN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


def test_every_word_of_the_stage_has_somebody_it_is_for():
    stage = Path(__file__).with_name("stage.py").read_text()
    kinds = {m.lower() for m in re.findall(r"Canary[a-z]+|canary[a-z]+(?=@)", stage)}
    unpromised = {k for k in kinds if not any(word.startswith(k) for word in WORDS)}
    assert unpromised == set()
    assert all(who <= set(EVERYBODY) for who in WORDS.values())


def cells(stage, method):
    """Every door that only answers, with every object of the kind it is about."""
    kinds = {(c.name, c.thing.partition(":")[0]) for c in expected() if c.method == method}
    for name, kind in sorted(kinds):
        if kind == "-":
            yield Cell(method, name, "-", frozenset())
        for thing in sorted(stage):
            if thing.startswith(f"{kind}:"):
                yield Cell(method, name, thing, frozenset())


def looks(theatre, who):
    """What one meets: (where, everything that was answered, headers included)."""
    client = theatre.clients[who]
    paths = [
        address for address in map(theatre.address, readable(theatre)) if "/access" not in address
    ]
    for path in (*dict.fromkeys(paths), *ASKED):
        answer = client.get(path, base_url="http://127.0.0.1")
        assert answer.status_code < 500, path
        said = f"{answer.headers}\n".encode() + answer.data
        yield path, said.replace(path.encode(), b"")  # what one has asked for oneself is no news
        answer.close()


def readable(theatre):
    """A file is asked for with its answer, so an object of another kind has no address there."""
    for cell in cells(theatre.stage, "GET"):
        if cell.name != "calls.file" or cell.thing.replace("interest", "file") in theatre.stage:
            yield cell


def hears(theatre, who):
    """What the live line answers and tells."""
    line = theatre.app.extensions["socketio"].test_client(
        theatre.app, flask_test_client=theatre.clients[who], headers={"Host": "127.0.0.1"}
    )
    for cell in cells(theatre.stage, "EVENT"):
        if cell.name in ANSWERS and cell.name in HEARD and line.is_connected():
            said = line.emit(cell.name, theatre.payload(cell), callback=True)
            yield str(cell), json.dumps([said, line.get_received()], default=str).encode()


@pytest.mark.timeout(400)
def test_a_word_is_seen_by_all_it_is_for_and_by_nobody_else(theatre):
    seen = defaultdict(dict)
    for who in EVERYBODY:
        for look in (looks, hears):
            for where, answered in look(theatre, who):
                for word in set(PATTERN.findall(answered.decode(errors="replace").lower())):
                    seen[word].setdefault(who, where)
    leaks = [
        f"{word}: {who} saw it at {where}"
        for word, people in seen.items()
        for who, where in people.items()
        if who not in WORDS[word]
    ]
    blind = [
        f"{word}: {who} saw it nowhere"
        for word, people in WORDS.items()
        for who in sorted(people - set(seen[word]))
    ]
    assert not leaks, "\n".join(["", *leaks])
    assert not blind, "\n".join(["", *blind])
