"""Who is at a session while it is live."""

from sqlalchemy import ColumnElement, and_, or_

from grappe.foundation.policy import Principal, rule

from ..models import CANCELLED, Session
from . import may_attend, may_manage, may_take_part


@rule("sessions.live", Session, sees="sessions.live")
def may_see_live(p: Principal) -> ColumnElement[bool]:
    """For whoever is not in its room and does not run it, it does not exist, even if they may read
    what was planned."""
    return or_(may_attend(p), and_(Session.state != CANCELLED, may_manage(p)))


@rule("sessions.speak", Session, sees="sessions.live")
def may_speak(p: Principal) -> ColumnElement[bool]:
    return may_take_part(p)
