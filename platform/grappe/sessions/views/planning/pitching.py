"""Offering a call as a pitch, from the session's page or from the call's."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]

from grappe.calls.models import Call
from grappe.calls.queries import choices
from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.formats import day_time
from grappe.foundation.web import done, door, go, page

from ...forms.planning import PitchForm
from ...models import Point, Session
from ...operations.planning import pitching
from ...queries import planning as queries
from .. import bp
from .reading import said


@bp.route("/<int:session_id>/pitch", methods=["GET", "POST"])
@door("sessions.pitch", Session, "session_id")
def pitch(session: Session) -> ResponseReturnValue:
    """Which of one's own calls."""
    rows = queries.my_calls(me(), session)
    form, problem = PitchForm(), ""
    form.call.choices = [SelectChoice(row.id, row.title) for row in rows]
    colleagues(form, me().organisation_id or 0)
    if form.validate_on_submit():
        try:
            call = queries.call_to_pitch(me(), form.call.data)
            pitching.pitch(me(), session, call, form.presenter.data)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            problem = said(refusal)
        else:
            return offered(session.id)
    status = 409 if problem else 422 if form.errors else 200
    return page("sessions/pitch.html", status, form=form, planned=session, call=None,
                problem=problem, back=url_for("sessions.show", session_id=session.id))  # fmt: skip


@bp.route("/pitch/<int:call_id>", methods=["GET", "POST"])
@door("calls.edit", Call, "call_id")
def pitch_call(call: Call) -> ResponseReturnValue:
    """At which session: `call` of the form is its number there."""
    rows = queries.open_for_pitches(me(), call)
    form, problem = PitchForm(), ""
    form.call.label.text = _("Session")
    form.call.choices = [SelectChoice(row.id, named(row)) for row in rows]
    colleagues(form, call.organisation_id)
    if form.validate_on_submit():
        try:
            session = queries.session_to_pitch(me(), form.call.data)
            pitching.pitch(me(), session, call, form.presenter.data)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            problem = said(refusal)
        else:
            return offered(session.id)
    status = 409 if problem else 422 if form.errors else 200
    return page("sessions/pitch.html", status, form=form, planned=None, call=call,
                problem=problem, back=url_for("calls.show", call_id=call.id))  # fmt: skip


def named(row: object) -> str:
    start, title = getattr(row, "starts_at", None), str(getattr(row, "title", ""))
    return f"{title}, {day_time(start)}" if start else title


def colleagues(form: PitchForm, organisation_id: int) -> None:
    form.presenter.choices = [
        SelectChoice(row.id, row.name) for row in choices.colleagues(organisation_id)
    ]
    if not form.is_submitted():
        form.presenter.data = me().person_id


def offered(session_id: int) -> ResponseReturnValue:
    done(_("The call is offered as a pitch. The organisers take it into the running order."))
    return go("sessions.show", session_id=session_id, _anchor="agenda")


@bp.post("/points/<int:point_id>/withdraw")
@door("sessions.withdraw_pitch", Point, "point_id")
def withdraw_pitch(point: Point) -> ResponseReturnValue:
    pitching.withdraw_pitch(me(), point)
    done(_("The pitch is withdrawn."))
    return go("sessions.show", session_id=point.session_id, _anchor="agenda")
