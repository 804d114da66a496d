"""For which of their organisations somebody acts."""

from sqlalchemy import select

from grappe.accounts.models import SignIn
from grappe.accounts.operations.sessions import when_session_begins
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.organisations.models import ActingFor, Membership


@when_session_begins
def choose_first(session: SignIn) -> None:
    """A new session begins with the organisation last acted for, or the first one joined."""
    mine = select(Membership).where(
        Membership.person_id == session.person_id, Membership.until.is_(None)
    )
    latest = mine.order_by(Membership.chosen_at.desc().nulls_last(), Membership.id).limit(1)
    membership = db.session.scalars(latest).one_or_none()
    if membership is not None:
        choose(session.id, membership)


@operation
def act_for(by: Actor, membership: Membership) -> None:
    """From now on, in this session, `by` acts for the organisation of `membership`."""
    require(by, "organisations.act_for", membership)
    if by.sign_in_id:
        choose(by.sign_in_id, membership)


def choose(sign_in_id: int, membership: Membership) -> None:
    """Inside an operation: write the choice down, for this session and for the next one."""
    db.session.merge(ActingFor(sign_in_id=sign_in_id, membership_id=membership.id))
    membership.chosen_at = utc_now()
