"""The demonstration: invented clusters, their people, and eight weeks of what they did together."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db
from grappe.foundation.queue import Queue
from grappe.organisations.models import Organisation

__all__ = ["is_loaded", "load"]


def load() -> bool:
    """Tell the whole story in one transaction; False when it has been told before."""
    if is_loaded():
        return False
    from .rules import drawn_once
    from .telling import tell

    with nobody_woken(), drawn_once():
        return tell(SYSTEM)


def is_loaded() -> bool:
    found = db.session.scalar(select(Organisation.id).where(Organisation.demo).limit(1))
    db.session.rollback()
    return found is not None


@contextmanager
def nobody_woken() -> Iterator[None]:
    """What the story promises for later is settled in its own transaction: no worker need come."""
    run, Queue.run = Queue.run, None
    try:
        yield
    finally:
        Queue.run = run
