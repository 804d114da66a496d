"""What everybody in a session does."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go

from ...forms.live import QuestionForm, TooForm
from ...models import Session
from ...operations import live as operations
from .. import bp
from .pages import act, shown


@bp.post("/<int:session_id>/live/come")
@door("sessions.speak", Session, "session_id")
def come(session: Session) -> ResponseReturnValue:
    return act(session, lambda: operations.come(me(), session))


@bp.post("/<int:session_id>/live/hand")
@door("sessions.speak", Session, "session_id")
def hand(session: Session) -> ResponseReturnValue:
    do = operations.lower if request.form.get("do") == "lower" else operations.raise_hand
    return act(session, lambda: do(me(), session))


@bp.post("/<int:session_id>/live/questions")
@door("sessions.speak", Session, "session_id")
def question(session: Session) -> ResponseReturnValue:
    form = QuestionForm()
    if not form.validate_on_submit():
        return shown(session, 422, ask=form, form=form)
    point_id = request.form.get("point", type=int)
    try:
        operations.ask(me(), session, form.key.data or "", point_id, form.body.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return shown(session, 422, ask=form, form=form)
    return go("sessions.live", session_id=session.id, _anchor="questions")


@bp.post("/<int:session_id>/live/questions/<int:question_id>/vote")
@door("sessions.speak", Session, "session_id")
def question_vote(session: Session, question_id: int) -> ResponseReturnValue:
    on = request.form.get("on") != "0"
    return act(session, lambda: operations.vote(me(), session, question_id, on))


@bp.post("/<int:session_id>/live/polls/<int:poll_id>/say")
@door("sessions.speak", Session, "session_id")
def poll_say(session: Session, poll_id: int) -> ResponseReturnValue:
    choice = request.form.get("choice", -1, type=int)
    return act(session, lambda: operations.say(me(), session, poll_id, choice))


@bp.post("/<int:session_id>/live/points/<int:point_id>/too")
@door("sessions.speak", Session, "session_id")
def too(session: Session, point_id: int) -> ResponseReturnValue:
    form = TooForm()
    if not form.validate_on_submit():
        return shown(session, 422, too_form=form, form=form)
    words = form.words.data or ""
    return act(session, lambda: operations.have_it_too(me(), session, point_id, words))


@bp.post("/<int:session_id>/live/points/<int:point_id>/interested")
@door("sessions.speak", Session, "session_id")
def interested(session: Session, point_id: int) -> ResponseReturnValue:
    seat = request.form.get("seat", type=int)

    def draft() -> None:
        operations.interested(me(), session, point_id, seat)
        done(_("A draft of your answer waits for you and your colleagues: finish it in peace."))

    return act(session, draft)
