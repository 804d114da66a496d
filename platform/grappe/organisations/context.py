"""What organisations add to every page: for whom one may act."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.shell import in_shell

from .queries import memberships


@in_shell
def acting_for(by: Actor) -> dict[str, Any]:
    return {"memberships": memberships(by)}
