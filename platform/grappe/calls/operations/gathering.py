"""From a call to work together: a working group with the partners that were accepted."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push
from grappe.groups.operations import create_group

from ..models import Call
from ..queries import interests


@operation
def make_group(by: Actor, call: Call, name: str, mandate: str, joining: str, path: str) -> Any:
    """Make a working group with the people who answered and were accepted; gives the group.

    `path` is the address of the call, which the group shows as its origin. A call has one group.
    """
    require(by, "calls.make_group", call)
    lock(call)
    partners = [(row.person_id, row.organisation_id) for row in interests.accepted_partners(call)]
    if not partners:
        raise Conflict(N_("Accept at least one partner first."))
    group = create_group(
        by, name, mandate, joining=joining, origin=call, once=True, partners=partners,
        origin_path=path, origin_title=call.title,
    )  # fmt: skip
    push(f"calls/{call.id}")
    return group
