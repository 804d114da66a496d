"""Organising together: asking, answering, parting."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go

from ...forms.planning import HostForm
from ...models import Session
from ...operations.planning import hosting
from ...queries import planning as queries
from .. import bp
from .reading import shown


@bp.post("/<int:session_id>/hosts")
@door("sessions.manage", Session, "session_id")
def ask_hosts(session: Session) -> ResponseReturnValue:
    form = HostForm().offer(queries.hostable(session))
    if form.validate():
        try:
            hosting.ask_hosts(me(), session, form.organisations.data or [])
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("They have been asked."))
            return go("sessions.show", session_id=session.id)
    return shown(session, 422, host_form=form)


@bp.post("/<int:session_id>/hosting")
@door("sessions.answer_hosting", Session, "session_id")
def answer_hosting(session: Session) -> ResponseReturnValue:
    yes = request.form.get("answer") == "yes"
    hosting.answer_hosting(me(), session, yes)
    done(_("You organise it too.") if yes else _("You have declined."))
    return go("sessions.index") if not yes else go("sessions.show", session_id=session.id)


@bp.post("/<int:session_id>/hosts/<int:organisation_id>/drop")
@door("sessions.manage", Session, "session_id")
def drop_host(session: Session, organisation_id: int) -> ResponseReturnValue:
    hosting.drop_host(me(), session, organisation_id)
    return go("sessions.show", session_id=session.id)
