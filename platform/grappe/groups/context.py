"""What groups add to every page: how many requests and invitations wait for an answer."""

from sqlalchemy import ScalarSelect

from grappe.foundation.actor import Actor
from grappe.foundation.shell import badge

from .queries import waiting_number


@badge("groups")
def waiting(by: Actor) -> ScalarSelect[int]:
    return waiting_number(by)
