"""Publishing a call once it is ready, changing it afterwards, moving its deadline."""

import datetime as dt
from typing import Any

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push
from grappe.organisations.models import Organisation

from ..models import Call, CallRevision
from ..queries import choices
from .checks import problems
from .writing import PLAIN, CallText, overtake, save, start, write

# Known to the caller's staff only: neither the history nor the news tells them to others.
PRIVATE = ("on_behalf_of_id", "clusters", "visibility")


class Unready(Invalid):
    """`problems` are all the sentences that stand in the way, each with its field."""

    def __init__(self, found: list[Invalid]) -> None:
        super().__init__(N_("This call is not ready to be published."))
        self.problems = found


@operation
def post(by: Actor, key: str, text: CallText) -> Call:
    """Write a call and publish it at once. Sent twice, it is one call."""
    require(by, "calls.write")
    call = start(by, key, text)
    return call if call.state != "draft" else publish(by, call, call.version)


@operation
def publish(by: Actor, call: Call, seen: int, text: CallText | None = None) -> Call:
    """Open a draft to its readers, as it stands or with a last change."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "draft":
        raise Conflict(N_("This call has been published in the meantime."))
    if text is not None:
        save(by, call, seen, text)
    else:
        overtake(call, seen)
    refuse_unready(call)
    call.state, call.published_at = "open", utc_now()
    deed(by, "calls.published", call, on_behalf_of=call.on_behalf_of_id)
    tell(call)
    return call


def refuse_unready(call: Call, since: dt.datetime | None = None) -> None:
    if found := problems(call, since):
        raise Unready(found)


def tell(call: Call) -> None:
    push(f"calls/{call.id}")
    push(f"organisations/{call.organisation_id}")


@operation
def amend(by: Actor, call: Call, seen: int, text: CallText, note: str = "") -> Call:
    """Change an open call. What was there before is kept, and its readers are told."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "open":
        raise Conflict(N_("Only an open call can be changed."))
    before, deadline, audience = picture(call), call.deadline, audience_of(call)
    overtake(call, seen)
    write(call, text)
    refuse_unready(call, deadline)
    changed = differences(before, picture(call))
    if not changed:
        call.version = seen
        return call
    keep(by, call, changed, note)
    shown = sorted(set(changed) - set(PRIVATE))
    if shown:
        deed(by, "calls.amended", call, on_behalf_of=call.on_behalf_of_id, fields=shown)
    if audience_of(call) != audience:
        access_shrank()
    tell(call)
    return call


def audience_of(call: Call) -> tuple[Any, ...]:
    return call.visibility, choices.named_clusters(call)


def picture(call: Call) -> dict[str, Any]:
    """All that a call says, as JSON: what the history compares."""
    said = {name: getattr(call, name) for name in PLAIN}
    second = db.session.get(Person, call.second_contact_id or 0)
    company = db.session.get(Organisation, call.on_behalf_of_id or 0)
    return said | {
        "deadline": call.deadline.isoformat() if call.deadline else "",
        "second_contact_id": second.name if second else "",
        "on_behalf_of_id": company.name if company else "",
        "working_languages": list(call.working_languages),
        "questions": list(call.questions),
        "ecosystems": choices.ecosystems(call),
        "clusters": choices.cluster_names(call),
        "seats": [seat_picture(row) for row in choices.seats(call)],
    }


def seat_picture(row: Any) -> dict[str, Any]:
    names = ("words", "kind", "role", "organisation_type", "region", "country", "number", "covered")
    return {name: getattr(row, name) for name in names}


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {k: [before[k], after[k]] for k in before if before[k] != after[k]}


def keep(by: Actor, call: Call, changed: dict[str, Any], note: str) -> None:
    """One more page of the call's history."""
    who = {"person_id": by.person_id, "organisation_id": call.organisation_id}
    row = CallRevision(call_id=call.id, version=call.version, changed=changed, note=note, **who)
    db.session.add(row)


@operation
def extend(by: Actor, call: Call, seen: int, deadline: dt.datetime, timezone: str) -> Call:
    """Move the deadline of an open call, later only: nobody's time is cut short."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "open" or call.deadline is None:
        raise Conflict(N_("Only an open call can be extended."))
    if deadline <= max(call.deadline, utc_now()):
        raise Invalid(N_("Choose a moment after the present deadline, and in the future."),
                      field="deadline_day")  # fmt: skip
    overtake(call, seen)
    before = call.deadline
    call.deadline, call.timezone, call.reminded_at = deadline, timezone, None
    keep(by, call, {"deadline": [before.isoformat(), deadline.isoformat()]}, "")
    deed(by, "calls.extended", call, deadline=deadline.isoformat())
    tell(call)
    return call
