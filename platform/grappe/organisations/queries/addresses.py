"""Where in the directory an organisation stands."""

from itertools import count

from sqlalchemy import select

from grappe.foundation.db import db
from grappe.organisations.models import Organisation


def free_address(wanted: str) -> str:
    """`wanted`, or with the next number behind it when another organisation stands there."""
    for number in count(1):
        address = wanted if number == 1 else f"{wanted}-{number}"
        if db.session.scalar(select(Organisation.id).where(Organisation.slug == address)) is None:
            return address
    raise AssertionError  # there is always a next number
