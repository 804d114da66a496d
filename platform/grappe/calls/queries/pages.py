"""What the page of one call shows."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
)  # fmt: skip
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.beside import anything_beside
from grappe.foundation.db import AnyRow, AnySelect, db, one
from grappe.foundation.models import Origin, Pulse
from grappe.foundation.policy import ASKER, ask, visible
from grappe.groups.models import WorkingGroup
from grappe.organisations.models import Organisation

from ..models import Call, CallEcosystem, CallFollow, CallQuestion, CallRevision, Interest
from .fit import Criterion, Profile, cooperated, criteria
from .seats import Bunch, SeatLine, bunch_of, seats_with_takers

ACTS = (
    "calls.staff", "calls.edit", "calls.publish", "calls.amend", "calls.close", "calls.ask",
    "calls.respond", "calls.follow", "calls.answer_question", "calls.inbox",
)  # fmt: skip


@dataclass(frozen=True)
class CallPage:
    """A call with what stands around it; `may` holds the acts its reader is allowed."""

    call: Call
    facts: AnyRow
    may: frozenset[str]
    seats: list[SeatLine]
    trades: tuple[str, ...]
    criteria: list[Criterion]
    questions: list[AnyRow]
    answers: list[AnyRow]

    @property
    def bunch(self) -> Bunch:
        return bunch_of(self.seats)

    @property
    def met(self) -> int:
        return sum(one.met for one in self.criteria)

    def fills(self, seat: SeatLine) -> bool:
        """The reader's organisation has what this seat seeks."""
        return any(
            seat.words in one.names for one in self.criteria if one.met and one.kind == "competence"
        )

    @property
    def groups(self) -> list[tuple[str, list[SeatLine]]]:
        """The seats by their kind, in the order of the kinds."""
        kinds = dict.fromkeys(("competence", "territory", "partner"))
        grouped = [(kind, [s for s in self.seats if s.kind == kind]) for kind in kinds]
        return [(kind, seats) for kind, seats in grouped if seats]


def call_page(by: Actor, call: Call, mine: Profile | None) -> CallPage:
    """Four queries: facts with rights, seats, questions, our answers."""
    facts = ask(call_facts(), by, call=call.id).one()
    seats = seats_with_takers(call.id)
    trades = tuple(sorted(facts.ecosystems.split(","))) if facts.ecosystems else ()
    may = frozenset(act for act in ACTS if getattr(facts, act.replace(".", "_")))
    reasons: list[Criterion] = []
    if mine and mine.organisation_id != call.organisation_id:
        reasons = criteria(seats, trades, mine, bool(facts.cooperated))
    return CallPage(
        call, facts, may, seats, trades, reasons, questions(call),
        our_answers(by, call) if by.organisation_id else [],
    )  # fmt: skip


@cache
def call_facts() -> AnySelect:
    author, second, company = aliased(Person), aliased(Person), aliased(Organisation)
    trades = select(func.aggregate_strings(CallEcosystem.ecosystem, ","))
    followed = exists().where(
        CallFollow.call_id == Call.id, CallFollow.person_id == ASKER.person_id
    )
    return (
        select(
            Organisation.name.label("organisation"), Organisation.slug, Organisation.region,
            author.name.label("author"), second.id.label("second_id"), second.name.label("second"),
            # The company's name is for the caller's staff; others learn only that there is one.
            case((visible(ASKER, "calls.staff"), company.name), else_=null()).label("on_behalf_of"),
            trades.where(CallEcosystem.call_id == Call.id).scalar_subquery().label("ecosystems"),
            followed.label("followed"), cooperated().label("cooperated"),
            group(WorkingGroup.id).label("group_id"), group(WorkingGroup.name).label("group_name"),
            answers_in("sent").label("waiting"), answers_in("accepted").label("accepted"),
            pulse("calls", Call).label("pulse"), anything_beside("call", Call.id).label("beside"),
            *(visible(ASKER, act).label(act.replace(".", "_")) for act in ACTS),
        )
        .select_from(Call)
        .join(Organisation, Organisation.id == Call.organisation_id)
        .join(author, author.id == Call.author_id)
        .outerjoin(second, second.id == Call.second_contact_id)
        .outerjoin(company, company.id == Call.on_behalf_of_id)
        .where(Call.id == bindparam("call"))
    )  # fmt: skip


def group(column: Any) -> Any:
    """The working group that came out of the call, if the asker may know of it."""
    found = select(column).join(Origin, Origin.to_id == WorkingGroup.id)
    made = and_(Origin.to_type == "working_group", Origin.from_type == "call")
    mine = found.where(made, Origin.from_id == Call.id, visible(ASKER, "groups.read"))
    return mine.order_by(WorkingGroup.id).limit(1).correlate(Call).scalar_subquery()


def answers_in(state: str) -> Any:
    found = select(func.count()).where(Interest.call_id == Call.id, Interest.state == state)
    return found.correlate(Call).scalar_subquery()


def pulse(topics: str, model: Any) -> Any:
    """The version of its live topic, as a column: a page says which one it was drawn from."""
    topic = literal(f"{topics}/") + cast(model.id, String)
    found = select(Pulse.version).where(Pulse.topic == topic).correlate(model).scalar_subquery()
    return func.coalesce(found, 0)


def questions(call: Call) -> list[AnyRow]:
    """Questions and answers, oldest first, with who asked and who answered."""
    return list(db.session.execute(all_questions(), {"call": call.id}))


@cache
def all_questions() -> AnySelect:
    answerer = aliased(Person)
    return (
        select(
            CallQuestion.id, CallQuestion.body, CallQuestion.at, CallQuestion.person_id,
            Person.name, Organisation.name.label("organisation"), CallQuestion.answer,
            CallQuestion.answered_at, CallQuestion.answered_by_id, answerer.name.label("answerer"),
        )
        .join(Person, Person.id == CallQuestion.person_id)
        .join(Organisation, Organisation.id == CallQuestion.organisation_id)
        .outerjoin(answerer, answerer.id == CallQuestion.answered_by_id)
        .where(CallQuestion.call_id == bindparam("call"))
        .order_by(CallQuestion.id)
    )  # fmt: skip


def question(call: Call, question_id: int) -> CallQuestion:
    """One question of this call; Missing when there is none."""
    return one(
        select(CallQuestion).where(CallQuestion.id == question_id, CallQuestion.call_id == call.id)
    )


def our_answers(by: Actor, call: Call) -> list[AnyRow]:
    """The answers of the organisation that `by` acts for, newest first."""
    return list(ask(answers_of_ours(), by, call=call.id))


@cache
def answers_of_ours() -> AnySelect:
    company, writer = aliased(Organisation), aliased(Person)
    return (
        select(
            Interest.id, Interest.state, Interest.sent_at, Interest.updated_at, Interest.reason,
            company.name.label("on_behalf_of"), writer.name.label("writer"), Interest.party_id,
        )
        .join(writer, writer.id == Interest.person_id)
        .outerjoin(company, company.id == Interest.on_behalf_of_id)
        .where(
            Interest.call_id == bindparam("call"),
            Interest.organisation_id == ASKER.organisation_id,
            visible(ASKER, "interests.read"),
        )
        .order_by(Interest.id.desc())
    )  # fmt: skip


def revisions(by: Actor, call: Call) -> list[AnyRow]:
    """Who changed what since the call was published, newest first."""
    query = (
        select(
            CallRevision.version,
            CallRevision.at,
            CallRevision.changed,
            CallRevision.note,
            Person.id.label("person_id"),
            Person.name,
            Organisation.name.label("organisation"),
        )
        .join(Call, Call.id == CallRevision.call_id)
        .join(Person, Person.id == CallRevision.person_id)
        .join(Organisation, Organisation.id == CallRevision.organisation_id)
        .where(and_(CallRevision.call_id == call.id, visible(by, "calls.read")))
        .order_by(CallRevision.version.desc())
    )
    return list(db.session.execute(query).all())


def caller_name(call: Call) -> str:
    return db.session.scalars(
        select(Organisation.name).where(Organisation.id == call.organisation_id)
    ).one()


def inbox_facts(by: Actor, call: Call) -> AnyRow:
    """What the inbox says of its call, and whether `by` may decide. One query."""
    return ask(inbox_columns(), by, call=call.id).one()


@cache
def inbox_columns() -> AnySelect:
    return select(
        visible(ASKER, "calls.edit").label("may_decide"),
        answers_in("accepted").label("accepted"), pulse("calls", Call).label("pulse"),
    ).where(Call.id == bindparam("call"))  # fmt: skip
