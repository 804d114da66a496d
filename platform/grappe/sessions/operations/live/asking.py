"""Questions at a point: asked, voted up, answered, hidden."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_the, one, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import deed
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ...models import Question, QuestionVote, Session
from .turn import point_of, turn


@operation
def ask(by: Actor, session: Session, key: str, point_id: int | None, body: str) -> None:
    """With the same `key` it is the same question, however often it arrives."""
    require(by, "sessions.speak", session)
    turn(by, session)
    known = db.session.scalar(select(Question.id).where(Question.key == key))
    if known is not None:
        return
    if not body:
        raise Invalid(N_("Write your question."), field="body")
    limit("sessions.ask", by.person_id, "60/hour")
    at = point_of(session, point_id).id if point_id else session.point_id
    db.session.add(
        Question(
            key=key, session_id=session.id, point_id=at, person_id=by.person_id,
            organisation_id=by.organisation_id, body=body,
        )
    )  # fmt: skip


def question_of(session: Session, question_id: int) -> Question:
    mine = is_the(Question.id, question_id), Question.session_id == session.id
    return one(select(Question).where(*mine, Question.hidden_at.is_(None)))


@operation
def vote(by: Actor, session: Session, question_id: int, on: bool) -> None:
    """Ask for a question, or no longer; twice is once."""
    require(by, "sessions.speak", session)
    turn(by, session)
    question = question_of(session, question_id)
    if question.answered_at is not None:
        raise Conflict(N_("This question has been answered."))
    given = db.session.get(QuestionVote, (question.id, by.person_id))
    if on and given is None:
        db.session.add(QuestionVote(question_id=question.id, person_id=by.person_id))
    elif given is not None and not on:
        db.session.delete(given)


@operation
def answer(by: Actor, session: Session, question_id: int) -> None:
    require(by, "sessions.manage", session)
    turn(by, session)
    question = question_of(session, question_id)
    question.answered_at = question.answered_at or utc_now()


@operation
def hide(by: Actor, session: Session, question_id: int) -> None:
    """Nobody reads it any more; that it was hidden, and by whom, is kept."""
    require(by, "sessions.manage", session)
    turn(by, session)
    question = question_of(session, question_id)
    question.hidden_at, question.hidden_by_id = utc_now(), by.person_id
    deed(by, "sessions.question_hidden", session, question=question.id)
