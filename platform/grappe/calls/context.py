"""What this slice adds to every page: how many answers wait to be looked at."""

from sqlalchemy import ScalarSelect

from grappe.foundation.actor import Actor
from grappe.foundation.shell import badge

from .queries import home


@badge("calls")
def waiting(by: Actor) -> ScalarSelect[int]:
    return home.inbox_number(by)
