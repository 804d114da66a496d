"""What an organisation says to a pitch: we have it too; we are interested."""

import uuid

from sqlalchemy import select

from grappe.calls.models import MESSAGE, Call, Interest
from grappe.calls.operations.answering import Answer, respond, revise
from grappe.calls.queries import interests, seats
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.organisations.models import Organisation

from ...models import PITCH, HaveItToo, PitchInterest, Point, Session
from .turn import point_of, turn

NOT_A_PITCH = N_("This point is not a pitch.")
NOBODY = N_("To answer for an organisation, act for one of yours.")


def acting(by: Actor) -> int:
    if by.organisation_id is None:
        raise Invalid(NOBODY)
    return by.organisation_id


@operation
def have_it_too(by: Actor, session: Session, point_id: int, words: str) -> None:
    """Once for each organisation; said again, the line is the new one."""
    require(by, "sessions.speak", session)
    turn(by, session)
    point = point_of(session, point_id)
    if point.kind != PITCH:
        raise Invalid(NOT_A_PITCH)
    if point.organisation_id == acting(by):
        raise Invalid(N_("This pitch is your own."))
    db.session.merge(
        HaveItToo(
            point_id=point.id, organisation_id=acting(by), person_id=by.person_id, words=words
        )
    )


@operation
def interested(by: Actor, session: Session, point_id: int, seat_id: int | None) -> Interest:
    """A draft for that seat of the pitched call, by the rules of calls. Asked again, by whoever of
    the organisation, it is the same draft."""
    require(by, "sessions.speak", session)
    turn(by, session)
    point = point_of(session, point_id)
    call = db.session.get(Call, point.call_id) if point.call_id else None
    if call is None:
        raise Invalid(NOT_A_PITCH)
    require(by, "calls.respond", call)
    seat = chosen(call, seat_id)
    interest = drafted(by, call, seat)
    if db.session.get(PitchInterest, (point.id, acting(by))) is None:
        keep(by, point, interest)
    return interest


def keep(by: Actor, point: Point, interest: Interest) -> None:
    db.session.add(
        PitchInterest(
            point_id=point.id, organisation_id=acting(by), interest_id=interest.id,
            person_id=by.person_id,
        )
    )  # fmt: skip


def chosen(call: Call, seat_id: int | None) -> int:
    """The open seat that was chosen, or the only one there is."""
    known = [seat.id for seat in seats.seats_of([call.id])[call.id] if seat.left]
    if seat_id is None and len(known) == 1:
        return known[0]
    if seat_id is None:
        raise Invalid(N_("Choose the need that you would cover."), field="seat")
    if seat_id not in known:
        raise Invalid(N_("Choose among the needs that are still open."), field="seat")
    return seat_id


def drafted(by: Actor, call: Call, seat: int) -> Interest:
    """The answer this organisation is writing already, with this seat, or a new draft. What was
    sent stays as it is."""
    active = select(Interest).where(
        Interest.call_id == call.id, Interest.organisation_id == acting(by),
        Interest.party_id == acting(by), Interest.state.not_in(("declined", "withdrawn")),
    )  # fmt: skip
    known = db.session.scalars(active).one_or_none()
    if known is None:
        mine = db.session.get_one(Organisation, acting(by))
        said = Answer(mine.profile[:MESSAGE], (seat,))
        return respond(by, call, str(uuid.uuid4()), said, send=False)
    kept = interests.seat_ids(known)
    if known.state == "draft" and seat not in kept:
        said = Answer(known.message, (*kept, seat), answers=tuple(known.answers))
        revise(by, known, known.version, said, send=False)
    return known
