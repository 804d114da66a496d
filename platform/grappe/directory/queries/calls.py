"""The open calls of an organisation, as far as the reader may see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, select

from grappe.calls.models import Call
from grappe.calls.policy import is_answerable
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation


def open_to(by: Actor) -> ColumnElement[bool]:
    return and_(is_answerable(), visible(by, "calls.read"))


def number_of_open_calls(by: Actor) -> ScalarSelect[int]:
    """For each organisation of the query this stands in."""
    theirs = select(func.count(Call.id)).where(Call.organisation_id == Organisation.id, open_to(by))
    return theirs.correlate(Organisation).scalar_subquery()


def has_open_calls(by: Actor) -> ColumnElement[bool]:
    theirs = select(Call.id).where(Call.organisation_id == Organisation.id, open_to(by))
    return theirs.correlate(Organisation).exists()


def open_calls_of(
    by: Actor, organisation_id: int, most: int = 6
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next to end first."""
    return db.session.execute(
        select(Call.id, Call.title, Call.programme, Call.deadline, Call.timezone, Call.language)
        .where(Call.organisation_id == organisation_id, open_to(by))
        .order_by(Call.deadline, Call.id)
        .limit(most)
    ).all()
