"""Whether a call is ready for its readers: objective checks, each with a sentence of its own."""

import datetime as dt

from grappe.foundation.db import utc_now
from grappe.foundation.errors import N_, Invalid

from ..models import TITLE, Call, Seat
from ..queries import choices


def problems(call: Call, unchanged: dt.datetime | None = None) -> list[Invalid]:
    """What stands in the way of publishing. A deadline that is `unchanged` may have passed."""
    return [
        *of_texts(call), *of_numbers(call), *of_seats(choices.seats(call)),
        *of_deadline(call, unchanged), *of_people(call), *of_audience(call),
    ]  # fmt: skip


def of_texts(call: Call) -> list[Invalid]:
    found = []
    if not call.title:
        found.append(Invalid(N_("Give the call a title."), field="title"))
    elif len(call.title) > TITLE:
        found.append(Invalid(N_("The title is too long: remove %(many)s characters."),
                             field="title", many=len(call.title) - TITLE))  # fmt: skip
    if not call.summary:
        found.append(Invalid(N_("Say in a few sentences what you want to do."), field="summary"))
    return found


def of_numbers(call: Call) -> list[Invalid]:
    found = []
    if call.trl_from and call.trl_to and call.trl_from > call.trl_to:
        found.append(Invalid(N_("The TRL at the end must not be lower than at the start."),
                             field="trl_to"))  # fmt: skip
    if call.budget is not None and call.budget <= 0:
        found.append(Invalid(N_("Write a budget above zero, or leave it out."), field="budget"))
    return found


def of_seats(seats: list[Seat]) -> list[Invalid]:
    if not seats:
        return [Invalid(N_("Name at least one need: that is how others recognise themselves."),
                        field="seats")]  # fmt: skip
    found = [
        Invalid(N_("Give need no. %(place)s a name, or remove it."),
                field=f"seats-{place}-words", place=place + 1)
        for place, seat in enumerate(seats) if not seat.words
    ]  # fmt: skip
    if all(seat.covered for seat in seats):
        found.append(Invalid(N_("All needs are covered: leave at least one to be found."),
                             field="seats"))  # fmt: skip
    return found


def of_deadline(call: Call, unchanged: dt.datetime | None) -> list[Invalid]:
    if call.deadline is None:
        return [Invalid(N_("Choose the last day for answers."), field="deadline_day")]
    minute = dt.timedelta(minutes=1)
    is_moved = unchanged is None or abs(call.deadline - unchanged) >= minute
    if call.deadline <= utc_now() and is_moved:
        return [Invalid(N_("This deadline has passed: choose a moment in the future."),
                        field="deadline_day")]  # fmt: skip
    return []


def of_people(call: Call) -> list[Invalid]:
    field = "second_contact_id"
    if call.second_contact_id is None:
        return [Invalid(N_("Name a second contact: somebody who answers when you are away."),
                        field=field)]  # fmt: skip
    if call.second_contact_id == call.author_id:
        return [Invalid(N_("The second contact must be somebody other than the author."),
                        field=field)]  # fmt: skip
    if call.second_contact_id not in {row.id for row in choices.colleagues(call.organisation_id)}:
        return [Invalid(N_("The second contact no longer works for your organisation."),
                        field=field)]  # fmt: skip
    return []


def of_audience(call: Call) -> list[Invalid]:
    if call.visibility == "clusters" and not choices.named_clusters(call):
        return [Invalid(N_("Choose the clusters that may see the call."), field="clusters")]
    return []
