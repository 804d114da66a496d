"""Everything there is to fire, and what was expected of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

EXPECT = Path(__file__).with_name("expect.txt")
LINE = re.compile(r"^(GET|POST|EVENT)\s+(\S+)\s+(\S+)\s*:\s*(.*)$")
SIGNED = "ada alix bo bea cy dee dee@textora nora nils oda ivo fay una".split()
NOBODY = ["visitor", "sam", "pip", "gone"]
EVERYBODY = [*NOBODY, *SIGNED]
GROUPS = {
    "ALL": EVERYBODY,
    "SIGNED": SIGNED,
    "WORKS": [p for p in SIGNED if p not in ("fay", "una")],
    "PLAST": ["ada", "alix", "dee", "dee@textora"],
    "PACT": ["ada", "alix", "dee"],
    "TEXT": ["bo", "bea", "dee", "dee@textora"],
    "TACT": ["bo", "bea", "dee@textora"],
    "SITS": ["ada", "alix", "bo", "bea"],
    "DESK": ["ada", "alix"],
}


@dataclass(frozen=True)
class Cell:
    """A thing, the class of object it is fired at, and who gets through."""

    method: str
    name: str
    thing: str
    who: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.thing}"


def expected() -> list[Cell]:
    return [cell(line) for line in EXPECT.read_text().splitlines() if LINE.match(line)]


def cell(line: str) -> Cell:
    found = LINE.match(line)
    assert found is not None
    method, name, thing, who = found.groups()
    people = [p for word in who.split() for p in GROUPS.get(word, [word])]
    assert set(people) <= set(EVERYBODY), line
    return Cell(method, name, thing, frozenset(people))


def links() -> set[str]:
    return {line.split()[1] for line in EXPECT.read_text().splitlines() if line.startswith("LINK ")}


def doors(app: Flask) -> Iterator[tuple[str, str]]:
    """Every (method, endpoint) and every event of the running application."""
    from grappe.foundation.live import HEARD

    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.endpoint
    for name in HEARD:
        yield "EVENT", name
