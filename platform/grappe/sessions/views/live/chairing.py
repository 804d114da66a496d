"""What those who run a session do: its point, its clock, the queue, polls."""

from flask import request
from flask.typing import ResponseReturnValue

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import door, go

from ...forms.live import PollForm
from ...models import Session
from ...operations import live as operations
from .. import bp
from .pages import act, seen, shown

CLOCK = {
    "start": operations.start, "pause": operations.pause, "more": operations.more_time,
}  # fmt: skip


@bp.post("/<int:session_id>/live/step")
@door("sessions.manage", Session, "session_id")
def step(session: Session) -> ResponseReturnValue:
    steps = -1 if request.form.get("to") == "back" else 1
    return act(session, lambda: operations.go_on(me(), session, seen(), steps))


@bp.post("/<int:session_id>/live/jump")
@door("sessions.manage", Session, "session_id")
def jump(session: Session) -> ResponseReturnValue:
    point_id = request.form.get("point", 0, type=int)
    return act(session, lambda: operations.jump(me(), session, seen(), point_id))


@bp.post("/<int:session_id>/live/clock")
@door("sessions.manage", Session, "session_id")
def clock(session: Session) -> ResponseReturnValue:
    do = CLOCK.get(request.form.get("do", ""))
    if do is None:
        raise Invalid
    return act(session, lambda: do(me(), session, seen()))


@bp.post("/<int:session_id>/live/next-speaker")
@door("sessions.manage", Session, "session_id")
def next_speaker(session: Session) -> ResponseReturnValue:
    return act(session, lambda: operations.call_next(me(), session, seen()))


@bp.post("/<int:session_id>/live/questions/<int:question_id>/answered")
@door("sessions.manage", Session, "session_id")
def question_answered(session: Session, question_id: int) -> ResponseReturnValue:
    return act(session, lambda: operations.answer(me(), session, question_id))


@bp.post("/<int:session_id>/live/questions/<int:question_id>/hide")
@door("sessions.manage", Session, "session_id")
def question_hidden(session: Session, question_id: int) -> ResponseReturnValue:
    return act(session, lambda: operations.hide(me(), session, question_id))


@bp.post("/<int:session_id>/live/polls")
@door("sessions.manage", Session, "session_id")
def poll(session: Session) -> ResponseReturnValue:
    form = PollForm()
    if not form.validate_on_submit():
        return shown(session, 422, poll_form=form, form=form)
    try:
        operations.open_poll(
            me(), session, form.key.data or "", form.words.data or "", form.answers, form.per.data
        )
    except Invalid as refusal:
        form.blame(refusal)
        return shown(session, 422, poll_form=form, form=form)
    return go("sessions.live", session_id=session.id, _anchor="polls")


@bp.post("/<int:session_id>/live/polls/<int:poll_id>/close")
@door("sessions.manage", Session, "session_id")
def poll_closed(session: Session, poll_id: int) -> ResponseReturnValue:
    return act(session, lambda: operations.close_poll(me(), session, poll_id))
