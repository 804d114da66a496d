"""What groups add to every page: how many requests and invitations wait for an answer."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.shell import in_shell

from .queries import waiting_count


@in_shell
def counts(by: Actor) -> dict[str, Any]:
    return {"counts": {"groups": waiting_count(by)}}
