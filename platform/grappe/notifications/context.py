"""The bell of every page."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.shell import in_shell

from .queries.reading import unread


@in_shell
def bell(by: Actor) -> dict[str, Any]:
    return {"unread_notifications": unread(by)}
