"""The one place that decides who may do what.

A rule is a SQL expression over a principal and a model. Because it is SQL it answers three
questions alike: may this person do it to this object (`require`, `abilities`), which objects may
this person see (`visible`), and which persons may see this object (`audience`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Executable,
    FromClause,
    Integer,
    Result,
    Select,
    String,
    bindparam,
    false,
    literal,
    null,
    select,
    true,
)  # fmt: skip

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


# Whoever asks, as parameters: to draw a rule takes longer than to run it, so what is asked all the
# time is drawn once (`ASKER`) and run with the facts of an actor (`facts`). A rule therefore holds
# no value of the moment it is drawn in: the time is `moment()`.
ASKER = Actor(
    person_id=bindparam("asker", type_=Integer()),  # type: ignore[arg-type]
    organisation_id=bindparam("asker_for", type_=Integer()),  # type: ignore[arg-type]
)
_ASKER = Principal(
    ASKER.person_id,  # type: ignore[arg-type]
    bindparam("asker_active", type_=Boolean()),
    ASKER.organisation_id,  # type: ignore[arg-type]
    bindparam("asker_kind", type_=String()),
    bindparam("asker_role", type_=String()),
    bindparam("asker_network", type_=Boolean()),
)


def facts(by: Actor) -> dict[str, Any]:
    return {
        "asker": by.person_id, "asker_active": by.is_authenticated,
        "asker_for": by.organisation_id, "asker_kind": by.organisation_kind,
        "asker_role": by.role, "asker_network": by.network_admin,
    }  # fmt: skip


def principal(by: Actor) -> Principal:
    if by is ASKER:
        return _ASKER
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
    query = question(tuple(RULES[action] for action in actions), thing is not None)
    about = {} if thing is None else {"thing": thing.id}
    row = ask(query, by, **about).one_or_none()
    return frozenset(a for a, yes in zip(actions, row or (), strict=False) if yes)


@cache
def question(rules: tuple[Rule, ...], about: bool) -> Select[*tuple[Any, ...]]:
    """Each of `rules`, asked of whoever asks; `about` one thing, or about nothing in particular."""
    query = select(*(drawn(r).label(f"r{i}") for i, r in enumerate(rules)))
    if about:
        model = rules[0].model
        query = query.select_from(model).where(model.id == bindparam("thing"))
    return query


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
    return drawn(RULES[action]) if by is ASKER else RULES[action].expression(principal(by))


@cache
def drawn(rule: Rule) -> ColumnElement[bool]:
    return rule.expression(_ASKER)


def ask(query: Executable, by: Actor, **more: Any) -> Result[Any]:
    """What a query that was drawn once for `ASKER` finds for `by`; `more` are its other values."""
    return db.session.execute(query, facts(by) | more)


def audience(action: str, thing: Any) -> Select[int]:
    """The ids of all persons whom the rule allows `thing`, for any organisation they act for."""
    source, who = _everybody[0]()
    found = RULES[action]
    query = select(who.id).distinct().select_from(source).where(who.active)
    if found.model is not None:
        query = query.join(found.model, true()).where(found.model.id == thing.id)
    return query.where(found.expression(who))
