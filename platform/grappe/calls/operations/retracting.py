"""Taking an answer back."""

from sqlalchemy import delete, update

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from ..models import Interest, InterestSeat
from .answering import hold, tell


@operation
def withdraw(by: Actor, interest: Interest, seen: int) -> Interest:
    """Take an answer back; a seat it was accepted for is free again."""
    require(by, "interests.answering", interest)
    hold(interest, seen)
    if interest.state not in ("sent", "shortlisted", "accepted"):
        raise Conflict(N_("This answer can no longer be withdrawn."))
    interest.state, interest.updated_at = "withdrawn", utc_now()
    mine = update(InterestSeat).where(InterestSeat.interest_id == interest.id)
    db.session.execute(mine.values(granted=False))
    deed(by, "interests.withdrawn", interest, on_behalf_of=interest.on_behalf_of_id,
         call=interest.call_id)  # fmt: skip
    tell(interest)
    return interest


@operation
def discard(by: Actor, interest: Interest) -> None:
    """Throw a draft of an answer away."""
    require(by, "interests.answering", interest)
    lock(interest)
    if interest.state != "draft":
        raise Conflict(N_("This answer has been sent: withdraw it instead."))
    tell(interest)
    db.session.execute(delete(Interest).where(Interest.id == interest.id))
