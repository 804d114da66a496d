"""Questions about a call, and their answers."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.web import done, door, go

from ..forms import AnswerForm, QuestionForm
from ..models import Call
from ..operations import asking
from . import bp
from .reading import shown


@bp.post("/<int:call_id>/questions")
@door("calls.ask", Call, "call_id")
def ask(call: Call) -> ResponseReturnValue:
    form = QuestionForm()
    if not form.validate():
        return shown(call, 422, ask_form=form)
    asked = asking.ask(me(), call, form.body.data or "")
    done(_("Your question is on the page. The caller has been told."))
    return go("calls.show", call_id=call.id, _anchor=f"question-{asked.id}")


@bp.post("/<int:call_id>/questions/<int:question_id>")
@door("calls.answer_question", Call, "call_id")
def answer(call: Call, question_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if form.validate():
        try:
            asking.answer(me(), call, question_id, form.answer.data or "")
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("Your answer is on the page."))
            return go("calls.show", call_id=call.id, _anchor=f"question-{question_id}")
    return shown(call, 422, answer_form=form, answering=question_id)
