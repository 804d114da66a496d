"""Plays the whole story as one operation, so that it is there completely or not at all."""

import datetime as dt

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.notifications.models import Notification
from grappe.organisations.models import Organisation

from . import minutes, texts
from .calls import CallPlot
from .days import Days
from .groups import GroupPlot
from .people import Cast
from .sessions import SessionPlot
from .story import Step, Story

EVERYBODY_ENTERED = "60 09:00"
READ_AFTER = dt.timedelta(hours=3)
NEW, LATELY = 2, 12  # working days
LEAST_UNREAD, MOST_UNREAD = 2, 5


@operation
def tell(by: Actor) -> bool:
    """Only the system tells the story: `load` calls this on the first start of a demonstration.

    False when another process has told it meanwhile."""
    if by.person_id >= 0 or db.session.scalar(select(Organisation.id).where(Organisation.demo)):
        return False
    cast, days, story = Cast(), Days(utc_now()), Story()
    calls = {said["key"]: CallPlot(cast, days, said) for said in texts.calls()}
    groups = [GroupPlot(cast, days, calls, said) for said in texts.table("group")]
    sessions = [SessionPlot(cast, days, calls, groups, s) for s in texts.table("session")]
    plots = [*calls.values(), *groups, *sessions]
    steps = [step for plot in plots for step in plot.steps()]
    story.play([Step(days.moment(EVERYBODY_ENTERED), cast.enter), *steps])
    for group in groups:
        for room in group.rooms:
            room.read()
    story.date()
    minutes.tell(days, [room.room for group in groups for room in group.rooms])
    read_old_news(days)
    return True


def read_old_news(days: Days) -> None:
    """What is new waits, and the last of what came lately; all else was read the same day."""
    new, lately = days.moment(f"{NEW} 00:00"), days.moment(f"{LATELY} 00:00")
    mine = select(Notification).order_by(Notification.person_id, Notification.id.desc())
    place: dict[int, int] = {}
    for row in db.session.scalars(mine):
        place[row.person_id] = place.get(row.person_id, 0) + 1
        waits = row.created_at >= (lately if place[row.person_id] <= LEAST_UNREAD else new)
        if not waits or place[row.person_id] > MOST_UNREAD:
            row.read_at = row.created_at + READ_AFTER
