"""What people have made of messages, as it stands: reactions, pin, entry in the record."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.db import AnyRow, AnySelect, db

from ..models import REACTIONS, Mark, Message, Reaction

NAMED = 20  # people of a reaction who are named; the others are counted
States = dict[int, dict[str, Any]]
NOTHING: dict[str, Any] = {"reactions": {}, "pinned": False, "mark": None}


def states(message_ids: Collection[int]) -> States:
    """For each message {"reactions": {kind: {"people": ids, "names": names}}, "pinned", "mark":
    {id, kind, number, state, owner, due (a date)} or None}; nothing for the untouched."""
    given = reactions(message_ids)
    rows = db.session.execute(
        with_state(select(Message.id).select_from(Message)).where(
            Message.id.in_(message_ids),
            Message.deleted_at.is_(None),
            or_(Message.pinned_at.is_not(None), Mark.id.is_not(None)),
        )
    )
    found = {message_id: state(given[message_id]) for message_id in given}
    return found | {row.id: state(given.get(row.id, {}), row) for row in rows}


def with_state(query: AnySelect) -> AnySelect:
    """A query over messages, with what `state` reads of each row."""
    owner = aliased(Person)
    return (
        query.add_columns(
            Message.pinned_at, Mark.id.label("mark_id"), Mark.kind.label("mark_kind"),
            Mark.number.label("mark_number"), Mark.state.label("mark_state"), Mark.due_on,
            owner.name.label("mark_owner"),
        )
        .outerjoin(Mark, Mark.message_id == Message.id)
        .outerjoin(owner, owner.id == Mark.owner_id)
    )  # fmt: skip


def state(given: dict[str, Any], row: AnyRow | None = None) -> dict[str, Any]:
    """How one message stands: its reactions, and its row of `with_state` if it has one."""
    if row is None or row.mark_id is None:
        return {"reactions": given, "pinned": row is not None and row.pinned_at is not None,
                "mark": None}  # fmt: skip
    mark = {
        "id": row.mark_id, "kind": row.mark_kind, "number": row.mark_number,
        "state": row.mark_state, "owner": row.mark_owner or "",
        "due": row.due_on,
    }  # fmt: skip
    return {"reactions": given, "pinned": row.pinned_at is not None, "mark": mark}


def reactions(message_ids: Collection[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """Of each message its kinds of reaction in their fixed order, each with who gave it."""
    if not message_ids:
        return {}
    rows = db.session.execute(
        select(Reaction.message_id, Reaction.kind, Person.id, Person.name)
        .join(Person, Person.id == Reaction.person_id)
        .join(Message, Message.id == Reaction.message_id)
        .where(Reaction.message_id.in_(message_ids), Message.deleted_at.is_(None))
        .order_by(Reaction.at, Person.id)
    )
    given: dict[int, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for message_id, kind, person_id, name in rows:
        given[message_id][kind].append((person_id, name))
    return {
        message_id: {kind: people_of(kinds[kind]) for kind in REACTIONS if kind in kinds}
        for message_id, kinds in given.items()
    }


def people_of(given: list[tuple[int, str]]) -> dict[str, Any]:
    return {"people": [person_id for person_id, _ in given], "names": names(given)}


def names(people: list[tuple[int, str]]) -> str:
    more = "…" if len(people) > NAMED else ""
    return ", ".join(name for _, name in people[:NAMED]) + more


def spoken(state: dict[str, Any]) -> dict[str, Any]:
    """The same for the line, which knows no dates."""
    mark = state["mark"]
    if mark is None or mark["due"] is None:
        return state
    return state | {"mark": mark | {"due": mark["due"].isoformat()}}
