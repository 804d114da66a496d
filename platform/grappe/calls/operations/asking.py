"""Questions about a call, asked and answered before all its readers."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.watch import push

from ..models import Call, CallQuestion
from ..queries.pages import question


@operation
def ask(by: Actor, call: Call, body: str) -> CallQuestion:
    """Ask. The same words from the same person are one question, however often they are sent."""
    require(by, "calls.ask", call)
    lock(call)
    same = select(CallQuestion).where(
        CallQuestion.call_id == call.id, CallQuestion.person_id == by.person_id,
        CallQuestion.body == body,
    )  # fmt: skip
    known = db.session.scalars(same).first()
    if known is not None:
        return known
    limit("calls.ask", by.person_id, "20/hour")
    asked = CallQuestion(
        call_id=call.id, person_id=by.person_id, organisation_id=by.organisation_id, body=body
    )
    db.session.add(asked)
    db.session.flush()
    deed(by, "calls.asked", call, question=asked.id)
    push(f"calls/{call.id}")
    push(f"organisations/{call.organisation_id}")
    return asked


@operation
def answer(by: Actor, call: Call, question_id: int, words: str) -> CallQuestion:
    """Answer a question. An answer stands: a second one says that there is one."""
    require(by, "calls.answer_question", call)
    lock(call)
    asked = question(call, question_id)
    if asked.answer == words:
        return asked
    if asked.answer:
        raise Conflict(N_("A colleague has answered this question in the meantime."))
    if not words:
        raise Invalid(N_("Write an answer."), field="answer")
    asked.answer, asked.answered_by_id, asked.answered_at = words, by.person_id, utc_now()
    deed(by, "calls.answered", call, question=asked.id)
    push(f"calls/{call.id}")
    push(f"organisations/{call.organisation_id}")
    return asked
