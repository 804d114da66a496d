"""What the demonstration says, read from data/demo: people, calls, groups, conversations."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "data" / "demo"
HEAD = re.compile(r"^@(?P<who>\w+) (?P<clock>\d\d:\d\d)(?P<rest>.*)$")
CHANGED = "\n>>>\n"


def table(name: str) -> list[dict[str, Any]]:
    """The rows of one file: `table("person")` reads people.toml."""
    files = {"person": "people", "organisation": "organisations", "group": "groups",
             "session": "sessions", "minutes": "minutes"}  # fmt: skip
    return tomllib.loads((FOLDER / f"{files[name]}.toml").read_text("utf-8"))[name]


def calls() -> list[dict[str, Any]]:
    return [tomllib.loads(f.read_text("utf-8")) for f in sorted((FOLDER / "calls").glob("*.toml"))]


@dataclass(frozen=True)
class Line:
    """Something said. `label` lets later lines answer it; `final` is the text after an edit.

    After the clock may stand what became of it: `!action >karim +5` for an entry in the record,
    with its owner and the days until it is due, and `:agree=giulia,helene` for reactions.
    """

    who: str
    at: str
    body: str
    label: str = ""
    answers: str = ""
    edited: str = ""
    final: str = ""
    deleted: str = ""
    mark: str = ""
    owner: str = ""
    due: int = 0
    reactions: str = ""


@dataclass
class Script:
    """A room: its title, its lines, and how many of the last ones somebody has not read."""

    key: str
    title: str
    unread: dict[str, int]
    lines: list[Line] = field(default_factory=list)


def script(key: str) -> Script:
    """A conversation from rooms/. A line `= 12` begins the day that is 12 working days ago."""
    head, _, said = (FOLDER / "rooms" / f"{key}.txt").read_text("utf-8").partition("---\n")
    facts = dict(line.split(":", 1) for line in head.strip().splitlines())
    unread = (one.split() for one in facts["unread"].split(",") if one.strip())
    found = Script(key, facts["title"].strip(), {who: int(many) for who, many in unread})
    for day, text in days(said):
        found.lines += [spoken(day, block) for block in re.split(r"\n(?=@\w+ \d\d:\d\d)", text)]
    return found


def days(said: str) -> list[tuple[str, str]]:
    parts = re.split(r"^= (\d+)\n", said, flags=re.M)[1:]
    return [(day, text.strip()) for day, text in zip(parts[::2], parts[1::2], strict=True)]


def spoken(day: str, block: str) -> Line:
    first, _, body = block.strip().partition("\n")
    head = HEAD.match(first)
    if head is None:
        raise ValueError(f"not the head of a message: {first!r}")
    rest = head["rest"]
    body, _, final = body.partition(CHANGED)

    def found(pattern: str) -> str:
        match = re.search(pattern, rest)
        return match[1] if match else ""

    def later(word: str) -> str:
        clock = found(word + r" (\d\d:\d\d)")
        return f"{day} {clock}" if clock else ""

    return Line(
        head["who"], f"{day} {head['clock']}", body.strip(), found(r"#(\w+)"), found(r"\^(\w+)"),
        later("edited"), final.strip(), later("deleted"), found(r"!(\w+)"), found(r">(\w+)"),
        int(found(r"\+(\d+)") or 0), found(r" :([a-z][\w=,;]+)"),
    )  # fmt: skip
