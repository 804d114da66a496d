"""The data folder: the only place that knows where the reference data lie and how to read them."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "data" / "reference"


@cache
def document(name: str) -> Any:
    """The content of one JSON file, read once; callers must not change it."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one CSV file as text, read once; callers must not change them."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def pieces(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several values parted by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
