"""What an upper slice shows on the page of a lower one, which need not know of it.

A page asks `beside_of(by, "call", [12])`; whoever has something to say of calls has registered a
function that answers for many of them in one query, through its own rule.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_

from .actor import Actor


@dataclass(frozen=True)
class Beside:
    """A row about `holder`: where it leads, when it is, whether it is going on right now."""

    holder: int
    title: str
    path: str
    at: dt.datetime | None
    now: bool
    icon: str


Tells = Callable[[Actor, Collection[int]], list[Beside]]
Lies = Callable[[Any], ColumnElement[bool]]
_tells: defaultdict[str, list[Tells]] = defaultdict(list)
_lies: defaultdict[str, list[Lies]] = defaultdict(list)


def beside(holder: str) -> Callable[[Tells], Tells]:
    """Register what tells of things that lie beside those of the table `holder`."""

    def register(tells: Tells) -> Tells:
        _tells[holder].append(tells)
        return tells

    return register


def lies_beside(holder: str) -> Callable[[Lies], Lies]:
    """Register a condition on the id of `holder`: whether there may be anything to tell at all."""

    def register(lies: Lies) -> Lies:
        _lies[holder].append(lies)
        return lies

    return register


def anything_beside(holder: str, column: Any) -> ColumnElement[bool]:
    """For a page that is fetched all the time: a part of a query it asks in any case."""
    return or_(false(), *(lies(column) for lies in _lies[holder]))


def beside_of(by: Actor, holder: str, ids: Collection[int]) -> dict[int, list[Beside]]:
    """For each of `ids` the rows beside it; one query for each slice that tells."""
    found: dict[int, list[Beside]] = {number: [] for number in ids}
    if by.is_authenticated and ids:
        for tells in _tells[holder]:
            for row in tells(by, ids):
                found[row.holder].append(row)
    return found
