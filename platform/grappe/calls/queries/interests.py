"""Expressions of interest: one of them, and the inbox of a caller."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import AnyRow, AnySelect, db, one
from grappe.foundation.policy import ASKER, ask, visible
from grappe.organisations.models import Organisation

from ..models import (
    Call,
    Interest,
    InterestFile,
    InterestNote,
    InterestRevision,
    InterestSeat,
    Seat,
)  # fmt: skip
from .pages import pulse
from .seats import SeatLine, columns

INBOX = ("sent", "shortlisted", "accepted", "declined", "withdrawn")
PAGE = 20
ACTS = ("interests.edit", "interests.withdraw", "interests.discard", "interests.decide",
        "interests.note")  # fmt: skip


@dataclass(frozen=True)
class ChosenSeat:
    """A seat that an interest is for."""

    seat: SeatLine
    granted: bool


@dataclass(frozen=True)
class InterestLine:
    """An interest as the inbox shows it."""

    interest: AnyRow
    seats: list[ChosenSeat]
    files: list[AnyRow]


@dataclass(frozen=True)
class Inbox:
    """One state of the inbox, page by page, and how many there are in each state."""

    lines: list[InterestLine]
    counts: dict[str, int]
    page: int
    pages: int


@dataclass(frozen=True)
class InterestPage:
    """An interest with all that belongs to it."""

    interest: Interest
    facts: AnyRow
    may: frozenset[str]
    seats: list[ChosenSeat]
    files: list[AnyRow]
    notes: list[AnyRow]
    revisions: list[AnyRow]


def interest_columns() -> list[Any]:
    return [
        Interest.id, Interest.call_id, Interest.state, Interest.message, Interest.profile,
        Interest.answers, Interest.version, Interest.sent_at, Interest.updated_at,
        Interest.decided_at, Interest.reason, Interest.reason_text, Interest.organisation_id,
    ]  # fmt: skip


def inbox(by: Actor, call: Call, state: str, page: int) -> Inbox:
    """What was sent to the caller, in one state, oldest first. Four queries."""
    counts = dict.fromkeys(INBOX, 0) | inbox_counts(by, call)
    pages = max(1, -(-counts[state] // PAGE))
    page = min(max(1, page), pages)
    company, writer = aliased(Organisation), aliased(Person)
    rows = db.session.execute(
        select(*interest_columns(), Organisation.name.label("organisation"), Organisation.slug,
               company.name.label("on_behalf_of"), writer.name.label("writer"),
               note_count().label("notes"))
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .join(writer, writer.id == Interest.person_id)
        .outerjoin(company, company.id == Interest.on_behalf_of_id)
        .where(*in_inbox(by, call), Interest.state == state)
        .order_by(Interest.sent_at, Interest.id)
        .limit(PAGE).offset((page - 1) * PAGE)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    seats, files = chosen_seats(ids), files_of(ids)
    lines = [InterestLine(row, seats[row.id], files[row.id]) for row in rows]
    return Inbox(lines, counts, page, pages)


def in_inbox(by: Actor, call: Call) -> list[Any]:
    sent = Interest.sent_at.is_not(None)
    return [Interest.call_id == call.id, sent, visible(by, "interests.read")]


def inbox_counts(by: Actor, call: Call) -> dict[str, int]:
    query = select(Interest.state, func.count()).where(*in_inbox(by, call))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Interest.state)).all()}


def note_count() -> Any:
    notes = select(func.count()).where(InterestNote.interest_id == Interest.id)
    return notes.correlate(Interest).scalar_subquery()


def chosen_seats(interest_ids: list[int]) -> dict[int, list[ChosenSeat]]:
    """The seats that each of the interests is for. One query."""
    found: dict[int, list[ChosenSeat]] = {number: [] for number in interest_ids}
    if not found:
        return found
    query: AnySelect = (
        select(InterestSeat.interest_id, InterestSeat.granted, *columns())
        .join(Seat, Seat.id == InterestSeat.seat_id)
        .where(InterestSeat.interest_id.in_(interest_ids))
        .order_by(Seat.position, Seat.id)
    )
    for interest_id, granted, *values in db.session.execute(query):
        found[interest_id].append(ChosenSeat(SeatLine(*values), granted))
    return found


def files_of(interest_ids: list[int]) -> dict[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = {number: [] for number in interest_ids}
    if not found:
        return found
    query = select(
        InterestFile.id, InterestFile.interest_id, InterestFile.name, InterestFile.size
    ).where(InterestFile.interest_id.in_(interest_ids))
    for row in db.session.execute(query.order_by(InterestFile.id)):
        found[row.interest_id].append(row)
    return found


def interest_page(by: Actor, interest: Interest) -> InterestPage:
    """Five queries."""
    facts = ask(interest_facts(), by, interest=interest.id).one()
    may = frozenset(act for act in ACTS if getattr(facts, act.replace(".", "_")))
    return InterestPage(
        interest, facts, may, chosen_seats([interest.id])[interest.id],
        files_of([interest.id])[interest.id], notes(interest), revisions(interest),
    )  # fmt: skip


@cache
def interest_facts() -> AnySelect:
    company, writer, caller = aliased(Organisation), aliased(Person), aliased(Organisation)
    decider = aliased(Person)
    return (
        select(
            Call.title, Call.state.label("call_state"), Call.deadline, Call.timezone,
            Call.questions, caller.name.label("caller"), Organisation.name.label("organisation"),
            Organisation.slug, company.name.label("on_behalf_of"), writer.name.label("writer"),
            decider.name.label("decider"), pulse("interests", Interest).label("pulse"),
            visible(ASKER, "calls.inbox").label("is_caller"),
            *(visible(ASKER, act).label(act.replace(".", "_")) for act in ACTS),
        )
        .select_from(Interest)
        .join(Call, Call.id == Interest.call_id)
        .join(caller, caller.id == Interest.caller_id)
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .join(writer, writer.id == Interest.person_id)
        .outerjoin(company, company.id == Interest.on_behalf_of_id)
        .outerjoin(decider, decider.id == Interest.decided_by_id)
        .where(Interest.id == bindparam("interest"))
    )  # fmt: skip


def notes(interest: Interest) -> list[AnyRow]:
    """The private thread, oldest first."""
    query = (
        select(InterestNote.id, InterestNote.body, InterestNote.at, InterestNote.person_id,
               Person.name, Organisation.name.label("organisation"))
        .join(Person, Person.id == InterestNote.person_id)
        .join(Organisation, Organisation.id == InterestNote.organisation_id)
        .where(InterestNote.interest_id == interest.id)
        .order_by(InterestNote.id)
    )  # fmt: skip
    return list(db.session.execute(query).all())


def revisions(interest: Interest) -> list[AnyRow]:
    query = (
        select(InterestRevision.at, InterestRevision.changed, Person.name)
        .join(Person, Person.id == InterestRevision.person_id)
        .where(InterestRevision.interest_id == interest.id)
        .order_by(InterestRevision.version.desc())
    )
    return list(db.session.execute(query).all())


def seat_ids(interest: Interest) -> list[int]:
    query = select(InterestSeat.seat_id).where(InterestSeat.interest_id == interest.id)
    return sorted(db.session.scalars(query))


def file(interest: Interest, file_id: int) -> InterestFile:
    """One file of this interest; Missing when it is another's."""
    return one(
        select(InterestFile).where(
            InterestFile.id == file_id, InterestFile.interest_id == interest.id
        )
    )


def accepted_partners(call: Call) -> list[AnyRow]:
    """Who was accepted: the person who answered and for which organisation."""
    query = (
        select(Interest.person_id, Interest.organisation_id, Person.name,
               Organisation.name.label("organisation"))
        .join(Person, Person.id == Interest.person_id)
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .where(Interest.call_id == call.id, Interest.state == "accepted")
        .order_by(Interest.decided_at, Interest.id)
    )  # fmt: skip
    return list(db.session.execute(query).all())


def call_of(interest: Interest) -> Call:
    return one(select(Call).where(Call.id == interest.call_id))
