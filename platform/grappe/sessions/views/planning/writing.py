"""Planning a session and changing its plan; opening, closing, calling it off."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.web import done, door, go, page
from grappe.rooms.queries import room as room_of

from ...forms.planning import CancelForm, PlanForm
from ...models import Session
from ...operations.planning import stages, writing
from ...queries import planning as queries
from .. import bp
from .reading import said


@bp.route("/new", methods=["GET", "POST"])
@door("sessions.plan")
def new() -> ResponseReturnValue:
    by = me()
    wanted = request.args.get("room", "")
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    form = PlanForm.blank(queries.rooms_i_run(by), asked, by.timezone)
    if form.validate_on_submit():
        try:
            room = room_of(by, form.room_id) if form.room_id else None
            session = writing.plan(by, form.key.data or "", form.plan, room)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The session is planned."))
            return go("sessions.show", session_id=session.id)
    return page("sessions/plan.html", 422 if form.errors else 200, form=form, planned=None)


@bp.route("/<int:session_id>/edit", methods=["GET", "POST"])
@door("sessions.manage", Session, "session_id")
def edit(session: Session) -> ResponseReturnValue:
    if request.method == "GET":
        writing.need_unfinished(session)
    form, problem = PlanForm.of(session), ""
    if form.validate_on_submit():
        try:
            writing.amend(me(), session, form.seen, form.plan)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            problem = said(refusal)
        else:
            done(_("The plan has been changed."))
            return go("sessions.show", session_id=session.id)
    status = 409 if problem else 422 if form.errors else 200
    return page("sessions/plan.html", status, form=form, planned=session, problem=problem)


@bp.post("/<int:session_id>/open")
@door("sessions.manage", Session, "session_id")
def open_it(session: Session) -> ResponseReturnValue:
    stages.open_session(me(), session)
    return go("sessions.show", session_id=session.id)


@bp.post("/<int:session_id>/close")
@door("sessions.manage", Session, "session_id")
def close_it(session: Session) -> ResponseReturnValue:
    stages.close_session(me(), session)
    done(_("The session is closed."))
    return go("sessions.show", session_id=session.id)


@bp.route("/<int:session_id>/cancel", methods=["GET", "POST"])
@door("sessions.manage", Session, "session_id")
def cancel(session: Session) -> ResponseReturnValue:
    form = CancelForm()
    if form.validate_on_submit():
        try:
            stages.cancel_session(me(), session, form.because.data or "")
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The session is called off; whoever registered is told."))
            return go("sessions.show", session_id=session.id)
    status = 422 if form.errors else 200
    return page("sessions/cancel.html", status, form=form, planned=session)
