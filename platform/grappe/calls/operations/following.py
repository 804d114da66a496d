"""Following a call: its news comes to the person, whatever organisation they act for."""

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from ..models import Call, CallFollow


@operation
def follow(by: Actor, call: Call, wanted: bool) -> bool:
    """Follow, or stop following. Asked twice it changes nothing more."""
    require(by, "calls.follow", call)
    lock(call)
    row = db.session.get(CallFollow, (call.id, by.person_id))
    if wanted and row is None:
        db.session.add(CallFollow(call_id=call.id, person_id=by.person_id))
    elif not wanted and row is not None:
        db.session.delete(row)
    return wanted
