"""The rules, drawn once for each of the few people of the story.

A rule is made into SQL afresh for every question, which is right for a server and slow for a story:
a thousand questions within seconds, about the same thirty people.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement

from grappe.foundation.policy import RULES, Expression, Principal


@contextmanager
def drawn_once() -> Iterator[None]:
    """While it lasts, the same question about the same person is asked in the same words."""
    before = dict(RULES)
    for name, rule in before.items():
        RULES[name] = replace(rule, expression=remembered(rule.expression))
    try:
        yield
    finally:
        RULES.update(before)


def remembered(expression: Expression) -> Expression:
    known: dict[Any, ColumnElement[bool]] = {}

    def drawn(p: Principal) -> ColumnElement[bool]:
        who = values(p)
        if who not in known:
            known[who] = expression(p)
        return known[who]

    return drawn


def values(p: Principal) -> Any:
    """One person's values; of everybody, whose parts are columns, the principal itself."""
    parts = [getattr(p, field.name) for field in fields(p)]
    if not isinstance(p.id, BindParameter):
        return tuple(parts)
    return tuple(str(getattr(part, "value", part)) for part in parts)
