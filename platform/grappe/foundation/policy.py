"""The one place that decides who may do what.

A rule is a SQL expression over a principal and a model. Because it is SQL it answers three
questions alike: may this person do it to this object (`require`, `abilities`), which objects may
this person see (`visible`), and which persons may see this object (`audience`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, false, literal, null, select, true

from .actor import Actor
from .db import db
from .errors import Forbidden, Missing, SignInFirst


@dataclass(frozen=True)
class Principal:
    """Somebody a rule is asked about: bound values for one actor, columns for everybody."""

    id: ColumnElement[int]
    active: ColumnElement[bool]
    organisation_id: ColumnElement[Any]
    kind: ColumnElement[Any]
    role: ColumnElement[Any]
    network_admin: ColumnElement[bool]


Expression = Callable[[Principal], ColumnElement[bool]]


@dataclass(frozen=True)
class Rule:
    """`sees` names the rule that must allow the person to know of the object at all."""

    action: str
    model: Any
    expression: Expression
    sees: str


class Everybody(Protocol):
    def __call__(self) -> tuple[FromClause, Principal]: ...


RULES: dict[str, Rule] = {}
CONSTANT = frozenset({"public", "signed_in"})
_everybody: list[Everybody] = []


def rule(action: str, model: Any = None, *, sees: str = "") -> Callable[[Expression], Expression]:
    """Register the one rule for `action` on `model` (None: no object is involved)."""

    def register(expression: Expression) -> Expression:
        if action in RULES and RULES[action].expression.__module__ != expression.__module__:
            raise RuntimeError(f"two rules for {action}")
        seen_by = sees or (f"{action.partition('.')[0]}.read" if model is not None else "")
        RULES[action] = Rule(action, model, expression, seen_by)
        return expression

    return register


def everybody(source: Everybody) -> Everybody:
    """Register where all principals are found: a join of tables and its columns."""
    _everybody[:] = [source]
    return source


@rule("public")
def public(p: Principal) -> ColumnElement[bool]:
    return true()


@rule("signed_in")
def signed_in(p: Principal) -> ColumnElement[bool]:
    return p.active


def principal(by: Actor) -> Principal:
    active = true() if by.is_authenticated else false()
    organisation = null() if by.organisation_id is None else literal(by.organisation_id)
    return Principal(
        literal(by.person_id),
        active,
        organisation,
        literal(by.organisation_kind),
        literal(by.role),
        true() if by.network_admin else false(),
    )


def allowed(by: Actor, action: str, thing: Any = None) -> bool:
    return action in abilities(by, thing, action)


def abilities(by: Actor, thing: Any, *actions: str) -> frozenset[str]:
    """Those of `actions` that `by` may do to `thing`, asked in one query."""
    if thing is None and CONSTANT.issuperset(actions):  # a visitor's page needs no database for it
        open_now = {"public", "signed_in"} if by.is_authenticated else {"public"}
        return frozenset(actions) & open_now
    who = principal(by)
    columns = [RULES[action].expression(who).label(f"r{i}") for i, action in enumerate(actions)]
    query = select(*columns)
    if thing is not None:
        model = RULES[actions[0]].model
        query = query.select_from(model).where(model.id == thing.id)
    row = db.session.execute(query).one_or_none()
    return frozenset(a for a, yes in zip(actions, row or (), strict=False) if yes)


def require(by: Actor, action: str, thing: Any = None) -> None:
    """Go on only if the rule allows it. What may not be seen is missing, not forbidden."""
    if by.person_id < 0:
        return  # the worker on a timer: no person asks, so no person can be refused
    sees = RULES[action].sees
    asked = {action, sees} & RULES.keys() if thing is not None else {action}
    may = abilities(by, thing, *sorted(asked))
    if action in may:
        return
    if not by.is_authenticated:
        raise SignInFirst
    raise Forbidden if thing is None or sees in may else Missing


def visible(by: Actor, action: str) -> ColumnElement[bool]:
    """The condition that narrows a query to what `by` may do `action` to."""
    return RULES[action].expression(principal(by))


def audience(action: str, thing: Any) -> Select[int]:
    """The ids of all persons whom the rule allows `thing`, for any organisation they act for."""
    source, who = _everybody[0]()
    found = RULES[action]
    query = select(who.id).distinct().select_from(source).where(who.active)
    if found.model is not None:
        query = query.join(found.model, true()).where(found.model.id == thing.id)
    return query.where(found.expression(who))
