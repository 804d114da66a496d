"""Between the form of an answer and the answer."""

import uuid
from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.receiving import receive
from grappe.foundation.text import tidy

from ..forms import InterestForm
from ..models import MESSAGE, Call, Interest
from ..operations.answering import Answer
from ..queries import interests, seats
from ..queries.fit import Profile


def blank(by: Actor, call: Call, offered: list[Any], mine: Profile | None) -> InterestForm:
    """A new answer: what we have is ticked, and the profile of the organisation is there."""
    fits = [s.id for s in offered if mine and s.left and mine.has(s.match_key)]
    data = {
        "key": str(uuid.uuid4()), "seats": fits, "answers": [""] * len(call.questions),
        "message": (mine.text[:MESSAGE] if mine else ""),
    }  # fmt: skip
    return offered_form(InterestForm(None, data=data), by, call, offered, mine)


def offered_form(
    form: InterestForm, by: Actor, call: Call, offered: list[Any], mine: Profile | None
) -> InterestForm:
    """The form with what may be chosen: the needs that are still open."""
    kept = set(form.seats.data or ())
    free = [seat for seat in offered if seat.left or seat.id in kept]
    form.offer(free, mine.companies if mine else (), by.organisation_name, len(call.questions))
    return form


def stored(by: Actor, call: Call, interest: Interest, mine: Profile | None) -> InterestForm:
    """The form as the answer stands."""
    data = {
        "key": interest.key, "version": str(interest.version), "message": interest.message,
        "seats": interests.seat_ids(interest),
        "answers": list(interest.answers) or [""] * len(call.questions),
        "on_behalf_of_id": interest.on_behalf_of_id or 0,
    }  # fmt: skip
    offered = seats.seats_of([call.id])[call.id]
    return offered_form(InterestForm(None, data=data), by, call, offered, mine)


def sent(by: Actor, call: Call, mine: Profile | None) -> InterestForm:
    return offered_form(InterestForm(), by, call, seats.seats_of([call.id])[call.id], mine)


def answer_of(by: Actor, form: InterestForm) -> Answer:
    """What was written. A file is taken in before anything else is: that may take a moment."""
    file = form.file.data
    return Answer(
        message=form.message.data or "",
        seats=tuple(form.seats.data or ()),
        on_behalf_of_id=form.on_behalf_of_id.data or None,
        answers=tuple(tidy(entry.data or "") for entry in form.answers.entries),
        file=receive(by, file, small=False) if file is not None and file.filename else None,
    )
