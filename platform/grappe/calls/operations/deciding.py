"""What the caller says to those who answered, and the private thread with each of them."""

from sqlalchemy import select, update

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import deed
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ..models import REASONS, Call, Interest, InterestNote, InterestSeat
from ..queries import choices, interests
from .answering import hold, refuse_second, tell
from .seating import grants

UNDECIDED = ("sent", "shortlisted")
WITHDRAWN = N_("This answer was withdrawn in the meantime. Nothing was decided.")


@operation
def shortlist(by: Actor, interest: Interest, seen: int) -> Interest:
    """Keep an answer in the closer choice; also brings a decided one back."""
    require(by, "interests.decide", interest)
    call = hold(interest, seen)
    refuse_unless(interest, ("sent", "accepted", "declined"))
    if interest.state == "declined":
        refuse_second(call, interest.organisation_id, interest.party_id)
    decide(by, interest, "shortlisted", ())
    return interest


@operation
def accept(by: Actor, interest: Interest, seen: int, seats: tuple[int, ...] = ()) -> Interest:
    """Accept an answer for some of the seats it names, or for all of them."""
    require(by, "interests.decide", interest)
    call = hold(interest, seen)
    refuse_unless(interest, UNDECIDED)
    named = interests.seat_ids(interest)
    wanted = tuple(sorted(set(seats))) or tuple(named)
    if not set(wanted) <= set(named):
        raise Invalid(N_("Choose among the needs that this answer is for."), field="seats")
    refuse_full(call, wanted)
    decide(by, interest, "accepted", wanted)
    return interest


def refuse_full(call: Call, wanted: tuple[int, ...]) -> None:
    """The call is locked, so nobody can take the last place between this look and the commit."""
    taken = grants(call)
    for row in choices.seats(call):
        if row.id in wanted and (row.covered or taken.get(row.id, 0) >= row.number):
            raise Invalid(
                N_("There is no place left for “%(words)s”: it is for %(number)s."),
                field="seats", words=row.words, number=row.number,
            )  # fmt: skip


@operation
def decline(by: Actor, interest: Interest, seen: int, reason: str, words: str) -> Interest:
    """Decline with a reason, in a code and in words that whoever answered will read."""
    require(by, "interests.decide", interest)
    hold(interest, seen)
    refuse_unless(interest, (*UNDECIDED, "accepted"))
    if reason not in REASONS:
        raise Invalid(N_("Choose a reason."), field="reason")
    if not words:
        raise Invalid(N_("Write a few courteous words: they will be read."), field="words")
    decide(by, interest, "declined", ())
    interest.reason, interest.reason_text = reason, words
    return interest


def refuse_unless(interest: Interest, states: tuple[str, ...]) -> None:
    if interest.state == "withdrawn":
        raise Conflict(WITHDRAWN)
    if interest.state not in states:
        raise Conflict(N_("This answer has been decided on in the meantime."))


def decide(by: Actor, interest: Interest, state: str, seats: tuple[int, ...]) -> None:
    """Write the decision down and tell both sides."""
    mine = update(InterestSeat).where(InterestSeat.interest_id == interest.id)
    db.session.execute(mine.values(granted=InterestSeat.seat_id.in_(seats)))
    interest.state, interest.decided_at, interest.decided_by_id = state, utc_now(), by.person_id
    interest.reason = interest.reason_text = ""
    deed(by, f"interests.{state}", interest, call=interest.call_id)
    tell(interest)


@operation
def note(by: Actor, interest: Interest, body: str) -> InterestNote:
    """Write in the private thread. The same words twice in a row are one note."""
    require(by, "interests.note", interest)
    newest = (
        select(InterestNote)
        .where(InterestNote.interest_id == interest.id)
        .order_by(InterestNote.id.desc())
        .limit(1)
    )
    last = db.session.scalar(newest)
    if last is not None and (last.person_id, last.body) == (by.person_id, body):
        return last
    limit("interests.note", by.person_id, "60/hour")
    written = InterestNote(
        interest_id=interest.id, person_id=by.person_id, organisation_id=by.organisation_id,
        body=body,
    )  # fmt: skip
    db.session.add(written)
    db.session.flush()
    deed(by, "interests.noted", interest, call=interest.call_id, note=written.id)
    tell(interest)
    return written
