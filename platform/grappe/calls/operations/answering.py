"""Answering a call: an expression of interest is written, sent, changed, withdrawn."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.limits import limit
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.storage import Stored, remove
from grappe.foundation.watch import push
from grappe.organisations.models import Organisation

from ..models import Call, Interest, InterestFile, InterestRevision, InterestSeat
from ..queries import choices, interests

MOST_FILES = 3


@dataclass(frozen=True)
class Answer:
    """All that one writes in an expression of interest."""

    message: str = ""
    seats: tuple[int, ...] = ()
    on_behalf_of_id: int | None = None
    answers: tuple[str, ...] = ()
    file: Stored | None = None


@operation
def respond(by: Actor, call: Call, key: str, said: Answer, *, send: bool) -> Interest:
    """Answer a call, as a draft or sent at once. With the same `key` it is the same answer."""
    require(by, "calls.respond", call)
    assert by.organisation_id is not None  # noqa: S101  the rule has just said so
    lock(call)
    known = db.session.scalar(select(Interest).where(Interest.key == key))
    if known is not None:
        return the_same(by, call, known)
    party = said.on_behalf_of_id or by.organisation_id
    refuse_second(call, by.organisation_id, party)
    limit("interests.respond", by.person_id, "60/hour")
    interest = Interest(
        key=key, call_id=call.id, caller_id=call.organisation_id, person_id=by.person_id,
        organisation_id=by.organisation_id, on_behalf_of_id=said.on_behalf_of_id, party_id=party,
    )  # fmt: skip
    check_party(interest)
    db.session.add(interest)
    write(call, interest, said)
    if send:
        dispatch(by, call, interest)
    tell(interest)
    return interest


def the_same(by: Actor, call: Call, known: Interest) -> Interest:
    if (known.call_id, known.organisation_id) != (call.id, by.organisation_id):
        raise Invalid(N_("This form belongs to another answer. Open a new one."))
    return known


def refuse_second(call: Call, organisation_id: int, party: int) -> None:
    """One answer at a time for one partner, whoever of the organisation writes it."""
    active = select(Interest.id).where(
        Interest.call_id == call.id, Interest.organisation_id == organisation_id,
        Interest.party_id == party, Interest.state.not_in(("declined", "withdrawn")),
    )  # fmt: skip
    if db.session.scalar(active) is not None:
        raise Conflict(N_("There is an answer from this organisation already."))


def check_party(interest: Interest) -> None:
    known = {row.id for row in choices.companies(interest.organisation_id)}
    if interest.on_behalf_of_id is not None and interest.on_behalf_of_id not in known:
        raise Invalid(N_("Choose one of your member companies."), field="on_behalf_of_id")


def write(call: Call, interest: Interest, said: Answer) -> None:
    """Put what was written into the interest and the rows that hang on it."""
    seats = {row.id: row for row in choices.seats(call)}
    if not set(said.seats) <= seats.keys():
        raise Invalid(N_("Choose among the needs of this call."), field="seats")
    interest.message = said.message
    asked = len(call.questions)
    interest.answers = [*said.answers[:asked], *[""] * (asked - len(said.answers))]
    interest.updated_at = utc_now()
    db.session.flush()
    kept = set(interests.seat_ids(interest))
    mine = InterestSeat.interest_id == interest.id
    db.session.execute(delete(InterestSeat).where(mine, InterestSeat.seat_id.not_in(said.seats)))
    db.session.add_all(
        InterestSeat(interest_id=interest.id, seat_id=seat) for seat in set(said.seats) - kept
    )
    db.session.flush()
    if said.file is not None:
        attach(interest, said.file)


def attach(interest: Interest, kept: Stored) -> None:
    files = interests.files_of([interest.id])[interest.id]
    if len(files) >= MOST_FILES:
        raise Invalid(N_("Remove a file before you add another one."), field="file")
    db.session.add(
        InterestFile(interest_id=interest.id, key=kept.key, name=kept.name, type=kept.type,
                     size=kept.size, sha256=kept.sha256)
    )  # fmt: skip


def dispatch(by: Actor, call: Call, interest: Interest) -> None:
    """Send it: from now on the caller reads it."""
    if not interests.seat_ids(interest):
        raise Invalid(N_("Choose at least one need that you would cover."), field="seats")
    if not interest.message:
        raise Invalid(N_("Write a few words to the caller."), field="message")
    interest.state, interest.sent_at, interest.person_id = "sent", utc_now(), by.person_id
    # The profile as it is now goes with the answer: who changes it later changes no answer.
    party = db.session.get_one(Organisation, interest.party_id)
    interest.profile = party.profile
    deed(by, "interests.sent", interest, on_behalf_of=interest.on_behalf_of_id, call=call.id)


def tell(interest: Interest) -> None:
    """Both sides' pages, and the bunch that everybody sees. A draft stirs its own side only."""
    topics = [f"interests/{interest.id}", f"organisations/{interest.organisation_id}"]
    if interest.sent_at is not None:
        topics += [f"calls/{interest.call_id}", f"organisations/{interest.caller_id}"]
    for topic in topics:
        push(topic)


def hold(interest: Interest, seen: int) -> Call:
    """Lock call and interest, always in this order, and count up if nobody was quicker."""
    call = db.session.get_one(Call, interest.call_id)
    lock(call)
    lock(interest)
    if interest.version != seen:
        raise Conflict(N_("This answer has changed in the meantime. Nothing was overwritten."))
    interest.version += 1
    return call


@operation
def revise(by: Actor, interest: Interest, seen: int, said: Answer, *, send: bool) -> Interest:
    """Change a draft or an answer nobody has decided on yet; `send` sends a draft."""
    require(by, "interests.answering", interest)
    call = hold(interest, seen)
    if interest.state not in ("draft", "sent"):
        raise Conflict(N_("The caller has looked at this answer: write in the thread instead."))
    if call.state != "open" or call.is_overdue:
        raise Conflict(N_("This call no longer takes answers."))
    before = picture(interest)
    write(call, interest, said)
    if interest.state == "draft" and send:
        dispatch(by, call, interest)
    elif interest.state == "sent":
        record(by, interest, before)
    tell(interest)
    return interest


def picture(interest: Interest) -> dict[str, Any]:
    files = interests.files_of([interest.id])[interest.id]
    return {
        "message": interest.message, "answers": list(interest.answers),
        "files": [row.name for row in files],
        "seats": [one.seat.words for one in interests.chosen_seats([interest.id])[interest.id]],
    }  # fmt: skip


def record(by: Actor, interest: Interest, before: dict[str, Any]) -> None:
    """Keep what a sent answer said before, and say that it has changed."""
    if not interests.seat_ids(interest):
        raise Invalid(N_("Choose at least one need that you would cover."), field="seats")
    if not interest.message:
        raise Invalid(N_("Write a few words to the caller."), field="message")
    after = picture(interest)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changed:
        return
    db.session.add(
        InterestRevision(interest_id=interest.id, version=interest.version,
                         person_id=by.person_id, changed=changed)
    )  # fmt: skip
    deed(by, "interests.amended", interest, on_behalf_of=interest.on_behalf_of_id,
         call=interest.call_id, fields=sorted(changed))  # fmt: skip


@operation
def detach(by: Actor, interest: Interest, seen: int, file_id: int) -> None:
    """Take a file back."""
    require(by, "interests.edit", interest)
    hold(interest, seen)
    before = picture(interest)
    file = interests.file(interest, file_id)
    remove([file.key])
    db.session.delete(file)
    db.session.flush()
    if interest.state == "sent":
        record(by, interest, before)
    tell(interest)
