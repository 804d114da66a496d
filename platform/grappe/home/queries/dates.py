"""The dates that come next: deadlines of calls one has to do with."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from grappe.calls.models import Call, CallFollow, Interest
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.policy import visible

MOST = 5
AT_STAKE = ("draft", "sent", "shortlisted", "accepted")


@dataclass(frozen=True)
class Date:
    id: int
    title: str
    deadline: dt.datetime


def deadlines(by: Actor) -> list[Date]:
    """Of open calls that `by` follows, that their organisation has published or answers."""
    answer, follow = aliased(Interest), aliased(CallFollow)
    ours = by.organisation_id or 0
    answered = select(answer.call_id).where(
        answer.organisation_id == ours, answer.state.in_(AT_STAKE)
    )
    followed = select(follow.call_id).where(follow.person_id == by.person_id)
    concerns = or_(Call.organisation_id == ours, Call.id.in_(answered), Call.id.in_(followed))
    found = select(Call.id, Call.title, Call.deadline).where(
        visible(by, "calls.read"), Call.state == "open", Call.deadline > utc_now(), concerns
    )
    return [Date(*row) for row in db.session.execute(found.order_by(Call.deadline).limit(MOST))]
