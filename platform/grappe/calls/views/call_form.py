"""Between the form of a call and the call: filled in from it, read back out of it."""

import uuid
from typing import Any

from flask import request
from wtforms.utils import unset_value

from grappe.foundation.actor import Actor
from grappe.foundation.formats import local, number
from grappe.foundation.text import tidy
from grappe.reference import ecosystems

from ..forms import CallForm, SeatForm
from ..models import Call
from ..operations.seating import SeatText
from ..operations.writing import CallText
from ..queries import choices
from ..queries.fit import Profile

SAME = (
    "title", "summary", "brings", "programme", "duration", "timezone", "visibility", "language",
)  # fmt: skip


def filled(
    by: Actor, call: Call | None, mine: Profile | None = None, *, sent: bool | None = None
) -> CallForm:
    """The form as it was sent or, when the page is opened, as the call stands."""
    owner = call.organisation_id if call else (by.organisation_id or 0)
    sent = request.method == "POST" if sent is None else sent
    given = None if sent else stored(call) if call else fresh(by, mine)
    form = CallForm() if sent else CallForm(None, data=given)
    author = call.author_id if call else by.person_id
    form.offer(
        [row for row in choices.colleagues(owner) if row.id != author],
        choices.companies(owner), choices.clusters(owner), call.timezone if call else by.timezone,
    )  # fmt: skip
    if call:
        form.keep_programme(call.programme)
    while not sent and len(form.questions.entries) < 3:
        form.questions.append_entry()
    return form


def fresh(by: Actor, mine: Profile | None) -> dict[str, Any]:
    """A new call begins with what is known of its organisation, and three empty needs."""
    return {
        "key": str(uuid.uuid4()), "timezone": by.timezone, "language": by.locale,
        "working_languages": [by.locale], "ecosystems": list(mine.ecosystems) if mine else [],
        "seats": [{}, {}, {}],
    }  # fmt: skip


def stored(call: Call) -> dict[str, Any]:
    """What the call says now, as the fields show it."""
    said = {name: getattr(call, name) for name in SAME} | {
        "key": call.key, "version": str(call.version),
        "budget": "" if call.budget is None else number(call.budget),
        "trl_from": str(call.trl_from or ""), "trl_to": str(call.trl_to or ""),
        "working_languages": list(call.working_languages), "questions": list(call.questions),
        "ecosystems": choices.ecosystems(call), "clusters": choices.named_clusters(call),
        "second_contact_id": call.second_contact_id or 0,
        "on_behalf_of_id": call.on_behalf_of_id or 0,
        "seats": [seat(row) for row in choices.seats(call)] or [{}],
    }  # fmt: skip
    if call.deadline:
        there = local(call.deadline, call.timezone)
        said |= {"deadline_day": there.date(), "deadline_time": there.time()}
    return said


def seat(row: Any) -> dict[str, Any]:
    names = ("id", "kind", "words", "role", "organisation_type", "region", "country", "number")
    return {name: getattr(row, name) for name in names} | {"covered": "1" if row.covered else ""}


def text_of(form: CallForm) -> CallText:
    """All that was written. A field that is wrong is left as if it were empty."""
    data = {name: value_of(form, name) for name in SAME}
    for name in ("trl_from", "trl_to"):
        data[name] = int(value_of(form, name) or 0) or None
    for name in ("second_contact_id", "on_behalf_of_id"):
        data[name] = value_of(form, name) or None
    for name in ("title", "summary", "brings", "programme"):
        data[name] = data[name] or ""
    return CallText(
        **data, budget=form.budget.amount, deadline=form.deadline,
        working_languages=tuple(value_of(form, "working_languages") or ()),
        questions=tuple(q for q in (tidy(f.data or "") for f in form.questions.entries) if q),
        ecosystems=tuple(ecosystems.known(value_of(form, "ecosystems") or ())),
        clusters=tuple(value_of(form, "clusters") or ()), seats=seats_of(form),
    )  # fmt: skip


def value_of(form: CallForm, name: str) -> Any:
    field = form[name]
    return None if field.errors or field.data is unset_value else field.data


def drop_empty(form: CallForm) -> None:
    """A row left as it was offered is no need."""
    form.seats.entries = [entry for entry in form.seats.entries if says_something(entry.form)]


def says_something(row: SeatForm) -> bool:
    return bool(row.words.data or row.is_precise or row.id.data or row.covered.data)


def seats_of(form: CallForm) -> tuple[SeatText, ...]:
    return tuple(
        SeatText(
            words=row.words.data or "", kind=row.kind.data, id=row.id.data or 0,
            role=row.role.data, organisation_type=row.organisation_type.data,
            region=row.region.data, country=row.country.data, number=row.number.data or 1,
            covered=bool(row.covered.data),
        )
        for row in (entry.form for entry in form.seats.entries)
    )  # fmt: skip
