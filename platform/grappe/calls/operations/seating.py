"""The seats of a call, rewritten: kept by their ids, so that answers keep pointing at them."""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from grappe.foundation.db import db
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.text import match_key

from ..models import Call, InterestSeat, Seat, SeatWord
from ..queries import choices


@dataclass(frozen=True)
class SeatText:
    """What one writes of a seat; `id` is 0 for a new one."""

    words: str = ""
    kind: str = "competence"
    id: int = 0
    role: str = ""
    organisation_type: str = ""
    region: str = ""
    country: str = ""
    number: int = 1
    covered: bool = False


WRITTEN = ("words", "kind", "role", "organisation_type", "region", "country", "number", "covered")


def seat(call: Call, wanted: tuple[SeatText, ...]) -> None:
    """Make the call's seats those that are wanted, in this order."""
    known = {row.id: row for row in choices.seats(call)}
    kept = {text.id for text in wanted} & known.keys()
    remove(call, [row for row in known.values() if row.id not in kept])
    taken = grants(call) if kept else {}
    for position, text in enumerate(wanted):
        row = known.get(text.id)
        if row is None:
            row = Seat(call_id=call.id)
            db.session.add(row)
        elif text.number < taken.get(row.id, 0):
            raise Invalid(
                N_("Need no. %(place)s: %(taken)s partners are accepted for it already."),
                field=f"seats-{position}-number", place=position + 1, taken=taken[row.id],
            )  # fmt: skip
        for name in WRITTEN:
            setattr(row, name, getattr(text, name))
        row.position, row.match_key = position, match_key(text.words)
    db.session.flush()
    index_words(call)


def index_words(call: Call) -> None:
    """The words of the call's seats, anew."""
    rows = choices.seats(call)
    ids = [row.id for row in rows]
    db.session.execute(delete(SeatWord).where(SeatWord.seat_id.in_(ids)))
    words = [(row.id, word) for row in rows for word in sorted(set(row.match_key.split()))]
    if words:
        db.session.execute(insert(SeatWord), [{"seat_id": i, "word": w} for i, w in words])


def remove(call: Call, gone: list[Seat]) -> None:
    """A seat that somebody has answered for is not taken away from under them."""
    if not gone:
        return
    ids = [row.id for row in gone]
    asked = select(InterestSeat.seat_id).where(InterestSeat.seat_id.in_(ids))
    answered = set(db.session.scalars(asked))
    for row in gone:
        if row.id in answered:
            raise Invalid(
                N_("“%(words)s” has been answered: mark it as covered instead of removing it."),
                field="seats", words=row.words,
            )  # fmt: skip
    db.session.execute(delete(Seat).where(Seat.call_id == call.id, Seat.id.in_(ids)))


def grants(call: Call) -> dict[int, int]:
    """How many partners have been accepted for each seat that has any."""
    query = (
        select(InterestSeat.seat_id, func.count())
        .join(Seat, Seat.id == InterestSeat.seat_id)
        .where(Seat.call_id == call.id, InterestSeat.granted)
        .group_by(InterestSeat.seat_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query).all()}
