"""What the clock does: reminds the callers when a deadline passes, closes what nobody closes."""

import datetime as dt

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.mail import mail
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every

from ..models import GRACE_DAYS, Call
from ..queries import choices
from .closing import give_up

MOST_AT_ONCE = 200


@every(minutes=15, name="calls.deadlines")
def look_at_deadlines() -> None:
    """Remind at the deadline; after the days of grace, close without an outcome."""
    now = utc_now()
    for call in overdue(now, Call.reminded_at.is_(None)):
        remind(SYSTEM, call)
    grace = now - dt.timedelta(days=GRACE_DAYS)
    for call in overdue(grace, Call.reminded_at <= grace):
        give_up(SYSTEM, call)


def overdue(before: dt.datetime, *conditions: object) -> list[Call]:
    query = select(Call).where(Call.state == "open", Call.deadline <= before, *conditions)  # type: ignore[arg-type]
    return list(db.session.scalars(query.order_by(Call.deadline).limit(MOST_AT_ONCE)))


@operation
def remind(by: Actor, call: Call) -> bool:
    """Ask the author and the second contact, once for each deadline, to extend or to close."""
    require(by, "calls.edit", call)
    lock(call)
    if not call.is_overdue or call.reminded_at is not None or call.deadline is None:
        return False
    call.reminded_at = utc_now()
    deed(by, "calls.deadline_passed", call)
    staff = {row.id for row in choices.colleagues(call.organisation_id)}
    contacts = {call.author_id, call.second_contact_id} & staff
    for person in db.session.scalars(select(Person).where(Person.id.in_(contacts))):
        mail(person.email, person.locale, "calls/deadline_passed", name=person.name,
             title=call.title, call_id=call.id, days=GRACE_DAYS,
             key=f"calls.deadline:{call.id}:{person.id}:{call.deadline:%Y%m%d%H%M}")  # fmt: skip
    return True
