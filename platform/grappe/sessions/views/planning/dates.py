"""The poll of dates."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go

from ...forms.planning import DatesForm
from ...models import Session
from ...operations.planning import dates
from .. import bp
from .reading import said, shown


@bp.post("/<int:session_id>/dates")
@door("sessions.manage", Session, "session_id")
def offer_dates(session: Session) -> ResponseReturnValue:
    form = DatesForm()
    valid = form.validate()
    moments = form.moments(session.timezone)
    if valid and not form.days.errors and all(not e.form.day.errors for e in form.days.entries):
        try:
            dates.offer_dates(me(), session, moments)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The dates are offered."))
            return go("sessions.show", session_id=session.id, _anchor="dates")
    return shown(session, 422, dates_form=form)


@bp.post("/<int:session_id>/dates/answer")
@door("sessions.answer_poll", Session, "session_id")
def answer_dates(session: Session) -> ResponseReturnValue:
    """One field for each date, named after it."""
    answers = {
        int(name[5:]): value
        for name, value in request.form.items()
        if name.startswith("date-") and name[5:].isascii() and name[5:].isdigit() and len(name) < 16
    }
    dates.answer_dates(me(), session, answers)
    done(_("Your answer is kept. You can change it until the date is settled."))
    return go("sessions.show", session_id=session.id, _anchor="dates")


@bp.post("/<int:session_id>/dates/<int:option_id>/settle")
@door("sessions.manage", Session, "session_id")
def settle_date(session: Session, option_id: int) -> ResponseReturnValue:
    try:
        dates.settle_date(me(), session, option_id)
    except Invalid as refusal:
        return refused(session, refusal)
    done(_("The date stands; everybody is told."))
    return go("sessions.show", session_id=session.id)


@bp.post("/<int:session_id>/dates/<int:option_id>/drop")
@door("sessions.manage", Session, "session_id")
def drop_date(session: Session, option_id: int) -> ResponseReturnValue:
    dates.drop_date(me(), session, option_id)
    return go("sessions.show", session_id=session.id, _anchor="dates")


def refused(session: Session, refusal: Invalid) -> ResponseReturnValue:
    return shown(session, 422, problem=said(refusal))
