"""Hostile text in every place of the database that people write into, however it got there.

Forms refuse a good part of it, and limits would cut it short; here the templates and scripts have
nobody in front of them. SQLite does not mind the length.
"""

import json
import sqlite3
from itertools import count
from pathlib import Path
from typing import Any

CORPUS = [
    line for line in
    (Path(__file__).parents[1] / "corpus" / "xss.txt").read_text().split("\n") if line.strip()
]  # fmt: skip
# Long texts carry the whole corpus, lines a part of it; each begins with another piece.
LONG = {
    "organisation": "summary profile",
    "call": "summary brings outcome_note",
    "message": "body kept",
    "working_group": "mandate closed_reason",
    "call_question": "body answer",
    "call_revision": "note",
    "group_request": "message reason",
    "interest": "message profile reason_text",
    "room_event": "body",
    "report": "quoted",
    "interest_note": "body",
    "session": "about cancelled_because",
    "amendment": "passage wording reason answer",
    "minutes_edition": "reason",
}
LINE = {
    "organisation": "name city",
    "person": "name ask_me_about",
    "room": "title place",
    "call": "title",
    "competence": "words",
    "membership": "title",
    "working_group": "name sponsor origin_title",
    "seat": "words",
    "mark": "words",
    "mute": "reason",
    "report": "words answer",
    "room_act": "reason",
    "mention": "label",
    "interest_file": "name",
    "sign_in": "device",
    "session": "title",
    "session_point": "title",
    "session_question": "body",
    "session_poll": "words",
    "session_too": "words",
}
# Strings in JSON that hold a space are sentences, the others codes.
JSON = {
    "call": "questions",
    "interest": "answers",
    "notification": "params",
    "call_revision": "changed",
    "interest_revision": "changed",
    "deed": "data",
    "minutes": "content",
    "minutes_edition": "content",
    "minutes_revision": "changed",
    "session_poll": "choices",
}
# What no person words: codes, keys, states, addresses that a form or the server has checked.
CODES = {
    "*": "holder_type key kind state type role digest language timezone locale region country ecosystem label "
    "verb object_type folded sort_key match_key path topic from_type to_type node purpose",
    "organisation": "slug website size",
    "person": "email password theme density",
    "task": "error",
    "call": "programme visibility outcome",
    "competence": "side",
    "invitation": "email",
    "sign_in": "address",
    "working_group": "joining origin_path ticket",
    "interest": "reason",
    "seat": "organisation_type",
    "interest_file": "sha256",
    "seat_word": "word",
    "session": "visibility link",
    "amendment": "part",
    "minutes_edition": "sha256 text",
    "session_date_voice": "says",
    "report": "reason decision",
    "room_act": "verb detail",
    "session_poll": "per",
}


def named(*lists: dict[str, str]) -> set[str]:
    return {f"{t}.{c}" for one in lists for t, names in one.items() for c in names.split()}


def hostile(start: int, pieces: int, between: str) -> str:
    first = start % len(CORPUS)
    return between.join((CORPUS[first:] + CORPUS[:first])[:pieces])


def poison(database: Path) -> int:
    """Rewrites what people have written; how many texts that were."""
    turn = count()
    kinds = (
        (LONG, lambda old: hostile(next(turn), len(CORPUS), "\n") if old else old),
        (LINE, lambda old: hostile(next(turn), 9, " ") if old else old),
        (JSON, lambda old: json.dumps(sentences(json.loads(old), turn)) if old else old),
    )
    with sqlite3.connect(database, timeout=30) as line:
        line.execute("DROP TRIGGER IF EXISTS minutes_edition_stays")  # whoever does this has it all
        for columns, written in kinds:
            for table, names in columns.items():
                for name in names.split():
                    rows = line.execute(f'SELECT rowid, "{name}" FROM "{table}"').fetchall()
                    line.executemany(
                        f'UPDATE "{table}" SET "{name}" = ? WHERE rowid = ?',
                        [(written(old), number) for number, old in rows],
                    )
    return next(turn)


def sentences(value: Any, turn: "count[int]") -> Any:
    if isinstance(value, dict):
        return {key: sentences(one, turn) for key, one in value.items()}
    if isinstance(value, list):
        return [sentences(one, turn) for one in value]
    if isinstance(value, str) and " " in value:
        return hostile(next(turn), 9, " ")
    return value
