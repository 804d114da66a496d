"""The one thing home keeps: that somebody came by."""

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_sqlite, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from .models import PAUSE, HomeVisit


@operation
def visit(by: Actor) -> None:
    """A visit begins, unless one began within the pause. Two pages at once begin one."""
    require(by, "home.visit")
    now = utc_now()
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    first = insert(HomeVisit).values(person_id=by.person_id, seen_at=now).on_conflict_do_nothing()
    if db.session.scalar(first.returning(HomeVisit.person_id)) is not None:
        return
    again = update(HomeVisit).where(
        HomeVisit.person_id == by.person_id, HomeVisit.seen_at <= now - PAUSE
    )
    db.session.execute(again.values(previous_at=HomeVisit.seen_at, seen_at=now))
