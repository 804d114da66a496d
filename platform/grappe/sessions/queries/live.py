"""Where a live session stands: the same for everybody, and beside it what is one's own."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from grappe.accounts.models import Person
from grappe.calls.models import Call
from grappe.calls.queries.seats import seats_of
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.models import Pulse
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

from ..models import (
    PERSON,
    SET,
    Hand,
    HaveItToo,
    PitchInterest,
    Point,
    Poll,
    PollVoice,
    Presence,
    Question,
    QuestionVote,
    Session,
)  # fmt: skip


@dataclass(frozen=True)
class Ballot:
    poll: Poll
    counts: list[int]
    mine: int | None


@dataclass(frozen=True)
class State:
    """Seven questions, however many points, people and voices there are."""

    now: dt.datetime
    pulse: int
    points: list[AnyRow]
    hands: list[AnyRow]
    questions: list[AnyRow]
    ballots: list[Ballot]
    there: dict[str, list[str]]
    too: list[AnyRow]
    seats: list[Any]

    def at(self, session: Session) -> tuple[int, AnyRow | None]:
        """The number and the row of the point that is talked about."""
        for number, point in enumerate(self.points, 1):
            if point.id == session.point_id:
                return number, point
        return 0, None

    def left(self, session: Session) -> int:
        """Seconds until the end, as the server counts them; below nothing once it is over."""
        if session.ends_at is None:
            return session.left or 0
        return round((session.ends_at - self.now).total_seconds())


def state(by: Actor, session: Session) -> State:
    points = agenda(by, session)
    here = next((row for row in points if row.id == session.point_id), None)
    offered = seats_of([here.call_id])[here.call_id] if here and here.answerable else []
    return State(
        now=utc_now(), pulse=points[0].pulse if points else 0, points=points, hands=queue(session),
        questions=questions(by, session), ballots=ballots(by, session), there=there(session),
        too=too(session), seats=[seat for seat in offered if seat.left],
    )  # fmt: skip


def agenda(by: Actor, session: Session) -> list[AnyRow]:
    """The running order; how many have it too and are interested; whether `by` may answer."""
    heard = select(Pulse.version).where(Pulse.topic == f"sessions/{session.id}").scalar_subquery()
    interested = select(func.count()).where(PitchInterest.point_id == Point.id)
    may = select(Call.id).where(Call.id == Point.call_id, visible(by, "calls.respond"))
    mine = select(PitchInterest.interest_id).where(
        PitchInterest.point_id == Point.id,
        PitchInterest.organisation_id == (by.organisation_id or 0),
    )
    query = (
        select(
            Point.id, Point.kind, Point.title, Point.minutes, Point.spent, Point.call_id,
            Point.organisation_id, Point.done_at, Organisation.name.label("organisation"),
            Person.name.label("presenter"), func.coalesce(heard, 0).label("pulse"),
            interested.scalar_subquery().label("interested"),
            may.correlate(Point).exists().label("answerable"),
            mine.scalar_subquery().label("mine"),
        )
        .outerjoin(Organisation, Organisation.id == Point.organisation_id)
        .outerjoin(Person, Person.id == Point.presenter_id)
        .where(Point.session_id == session.id, Point.state == SET)
    )  # fmt: skip
    return list(db.session.execute(query.order_by(Point.position, Point.id)))


def queue(session: Session) -> list[AnyRow]:
    query = (
        select(Hand.person_id, Person.name, Organisation.name.label("organisation"), Hand.called_at)
        .join(Person, Person.id == Hand.person_id)
        .outerjoin(Organisation, Organisation.id == Hand.organisation_id)
        .where(Hand.session_id == session.id, Hand.done_at.is_(None))
    )
    return list(db.session.execute(query.order_by(Hand.called_at.is_(None), Hand.id)))


def questions(by: Actor, session: Session) -> list[AnyRow]:
    """Those most asked for first; what has been answered stands below."""
    votes = select(func.count()).where(QuestionVote.question_id == Question.id).scalar_subquery()
    own = and_(QuestionVote.question_id == Question.id, QuestionVote.person_id == by.person_id)
    query = (
        select(
            Question.id, Question.point_id, Question.body, Question.answered_at, Person.name,
            Question.person_id, Organisation.name.label("organisation"), votes.label("votes"),
            select(QuestionVote.person_id).where(own).exists().label("mine"),
        )
        .join(Person, Person.id == Question.person_id)
        .outerjoin(Organisation, Organisation.id == Question.organisation_id)
        .where(Question.session_id == session.id, Question.hidden_at.is_(None))
        .order_by(Question.answered_at.is_not(None), votes.desc(), Question.id)
    )  # fmt: skip
    return list(db.session.execute(query))


def ballots(by: Actor, session: Session) -> list[Ballot]:
    query = (
        select(Poll, PollVoice.choice, PollVoice.voter_id)
        .outerjoin(PollVoice, PollVoice.poll_id == Poll.id)
        .where(Poll.session_id == session.id)
        .order_by(Poll.id.desc())
    )
    polls: dict[int, Poll] = {}
    voices: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for poll, choice, voter in db.session.execute(query):
        polls[poll.id] = poll
        if voter is not None:
            voices[poll.id][voter] = choice
    return [ballot(by, poll, voices[poll.id]) for poll in polls.values()]


def ballot(by: Actor, poll: Poll, voices: dict[int, int]) -> Ballot:
    counted = Counter(voices.values())
    voter = by.person_id if poll.per == PERSON else by.organisation_id or 0
    return Ballot(poll, [counted[n] for n in range(len(poll.choices))], voices.get(voter))


def there(session: Session) -> dict[str, list[str]]:
    """Who is there, by organisation."""
    query = (
        select(Person.name, Organisation.name.label("organisation"))
        .join(Presence, Presence.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Presence.organisation_id)
        .where(Presence.session_id == session.id)
        .order_by(Organisation.sort_key, Person.name, Person.id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, organisation in db.session.execute(query):
        found[organisation or ""].append(name)
    return dict(found)


def too(session: Session) -> list[AnyRow]:
    query = (
        select(HaveItToo.point_id, HaveItToo.words, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == HaveItToo.organisation_id)
        .join(Point, Point.id == HaveItToo.point_id)
        .where(Point.session_id == session.id)
        .order_by(HaveItToo.at, Organisation.id)
    )
    return list(db.session.execute(query))


def interested_organisations(point_ids: list[int]) -> dict[int, list[str]]:
    """For the owners of the calls: which organisations are interested."""
    query = (
        select(PitchInterest.point_id, Organisation.name)
        .join(Organisation, Organisation.id == PitchInterest.organisation_id)
        .where(PitchInterest.point_id.in_(point_ids))
        .order_by(PitchInterest.at, Organisation.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for point_id, name in db.session.execute(query):
        found[point_id].append(name)
    return dict(found)
