"""Closing a call: it never just disappears, it has an outcome."""

from grappe.foundation.actor import Actor
from grappe.foundation.db import utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ..models import NO_OUTCOME, OUTCOMES, Call
from .writing import overtake


@operation
def close(by: Actor, call: Call, seen: int, outcome: str, note: str) -> Call:
    """Close an open call and say what became of it, in a code and in words."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "open":
        raise Conflict(N_("This call is closed already."))
    if outcome not in OUTCOMES:
        raise Invalid(N_("Say what became of the call."), field="outcome")
    if not note:
        raise Invalid(N_("Add a sentence for those who answered."), field="outcome_note")
    overtake(call, seen)
    end(by, call, outcome, note)
    return call


@operation
def give_up(by: Actor, call: Call) -> bool:
    """Close a call whose deadline passed long ago and that nobody has extended or closed."""
    require(by, "calls.edit", call)
    lock(call)
    if not call.is_overdue:
        return False
    call.version += 1
    end(by, call, NO_OUTCOME, "")
    return True


def end(by: Actor, call: Call, outcome: str, note: str) -> None:
    now = utc_now()
    call.state, call.closed_at, call.updated_at = "closed", now, now
    call.outcome, call.outcome_note = outcome, note
    deed(by, "calls.closed", call, on_behalf_of=call.on_behalf_of_id, outcome=outcome)
    push(f"calls/{call.id}")
    push(f"organisations/{call.organisation_id}")
