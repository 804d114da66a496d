"""Polls: one voice for each person or organisation; it may be changed until they close."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, is_the, one, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ...models import ORGANISATION, PERSON, Poll, PollVoice, Session
from .turn import turn

FEWEST, MOST = 2, 8


@operation
def open_poll(
    by: Actor, session: Session, key: str, words: str, choices: tuple[str, ...], per: str
) -> None:
    require(by, "sessions.manage", session)
    turn(by, session)
    if db.session.scalar(select(Poll.id).where(Poll.key == key)) is not None:
        return
    if not FEWEST <= len(set(choices)) == len(choices) <= MOST:
        raise Invalid(N_("Give two to eight different choices, one on each line."), field="choices")
    if per not in (PERSON, ORGANISATION):
        raise Invalid
    db.session.add(
        Poll(
            key=key, session_id=session.id, by_id=by.person_id, words=words,
            choices=list(choices), per=per,
        )
    )  # fmt: skip


def poll_of(session: Session, poll_id: int) -> Poll:
    return one(select(Poll).where(is_the(Poll.id, poll_id), Poll.session_id == session.id))


@operation
def say(by: Actor, session: Session, poll_id: int, choice: int) -> None:
    """Give the voice, or give another one: the last one counts."""
    require(by, "sessions.speak", session)
    turn(by, session)
    poll = poll_of(session, poll_id)
    if poll.closed_at is not None:
        raise Conflict(N_("This poll is closed: your voice was not counted."))
    if not 0 <= choice < len(poll.choices):
        raise Invalid(N_("Choose one of the answers."))
    voter = by.person_id if poll.per == PERSON else by.organisation_id
    if voter is None:
        raise Invalid(N_("To have a voice here, act for one of your organisations."))
    db.session.merge(
        PollVoice(
            poll_id=poll.id, voter_id=voter, person_id=by.person_id, choice=choice, at=utc_now()
        )
    )


@operation
def close_poll(by: Actor, session: Session, poll_id: int) -> None:
    require(by, "sessions.manage", session)
    turn(by, session)
    poll = poll_of(session, poll_id)
    poll.closed_at = poll.closed_at or utc_now()
