"""What this slice adds to every page: how many answers wait to be looked at."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.shell import in_shell

from .queries import home


@in_shell
def waiting(by: Actor) -> dict[str, Any]:
    return {"counts": {"calls": home.inbox_count(by)}}
