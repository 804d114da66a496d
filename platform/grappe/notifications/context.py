"""The bell of every page."""

from sqlalchemy import ScalarSelect

from grappe.foundation.actor import Actor
from grappe.foundation.shell import badge

from .queries.reading import unread_number


@badge("notifications")
def bell(by: Actor) -> ScalarSelect[int]:
    return unread_number(by)
