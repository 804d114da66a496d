"""Registering, and giving the place back."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.web import done, door, go

from ...models import WAITING, Session
from ...operations.planning import coming
from .. import bp


@bp.post("/<int:session_id>/register")
@door("sessions.register", Session, "session_id")
def register(session: Session) -> ResponseReturnValue:
    row = coming.register(me(), session)
    if row.state == WAITING:
        done(_("All places are taken. You are on the waiting list and move up by yourself."))
    else:
        done(_("You are registered."))
    return go("sessions.show", session_id=session.id)


@bp.post("/<int:session_id>/unregister")
@door("sessions.unregister", Session, "session_id")
def unregister(session: Session) -> ResponseReturnValue:
    coming.unregister(me(), session)
    done(_("Your place is given back."))
    return go("sessions.show", session_id=session.id)
