"""Writing a call: begin a draft, save it, throw it away."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold
from grappe.foundation.watch import push
from grappe.organisations.models import Organisation
from grappe.reference import ecosystems, organisation_types, programmes, regions

from ..models import Call, CallCluster, CallEcosystem
from ..queries import choices
from .seating import SeatText, seat

OVERTAKEN = N_("Somebody saved this call while you were writing. Nothing was overwritten.")


class Overtaken(Conflict):
    """Somebody saved the same text after it was opened here."""


@dataclass(frozen=True)
class CallText:
    """All that one writes in a call."""

    title: str = ""
    programme: str = ""
    summary: str = ""
    brings: str = ""
    trl_from: int | None = None
    trl_to: int | None = None
    budget: int | None = None
    duration: int | None = None
    working_languages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    deadline: dt.datetime | None = None
    timezone: str = "Europe/Paris"
    visibility: str = "network"
    language: str = "fr"
    second_contact_id: int | None = None
    on_behalf_of_id: int | None = None
    ecosystems: tuple[str, ...] = ()
    clusters: tuple[int, ...] = ()
    seats: tuple[SeatText, ...] = ()


PLAIN = (
    "title", "programme", "summary", "brings", "trl_from", "trl_to", "budget", "duration",
    "deadline", "timezone", "visibility", "language", "second_contact_id", "on_behalf_of_id",
)  # fmt: skip


@operation
def start(by: Actor, key: str, text: CallText) -> Call:
    """Begin a draft. `key` was drawn when the form was: sent twice, it is one draft."""
    require(by, "calls.write")
    assert by.organisation_id is not None  # noqa: S101  the rule has just said so
    known = db.session.scalar(select(Call).where(Call.key == key))
    if known is not None:
        return again(by, known, text)
    call = Call(
        key=key, organisation_id=by.organisation_id, author_id=by.person_id, timezone=by.timezone
    )
    db.session.add(call)
    write(call, text)
    push(f"organisations/{call.organisation_id}")
    return call


def again(by: Actor, call: Call, text: CallText) -> Call:
    """The same form once more: what it says now counts, as long as it is still its draft."""
    if (call.author_id, call.organisation_id) != (by.person_id, by.organisation_id):
        raise Invalid(N_("This form belongs to somebody else. Open a new one."))
    lock(call)
    if call.state == "draft":
        if call.version > 1:
            raise Overtaken(OVERTAKEN)
        write(call, text)
    return call


@operation
def save(by: Actor, call: Call, seen: int, text: CallText) -> Call:
    """Save a draft. `seen` is the version the writer had before them."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "draft":
        raise Conflict(N_("This call has been published in the meantime."))
    overtake(call, seen)
    write(call, text)
    push(f"calls/{call.id}")
    return call


@operation
def discard(by: Actor, call: Call, seen: int) -> None:
    """Throw a draft away for good."""
    require(by, "calls.edit", call)
    lock(call)
    if call.state != "draft":
        raise Conflict(N_("A published call cannot be thrown away: close it, and say why."))
    overtake(call, seen)
    push(f"organisations/{call.organisation_id}")
    db.session.execute(delete(Call).where(Call.id == call.id))


def overtake(call: Call, seen: int) -> None:
    """Go on only if nobody has saved since version `seen`; count up."""
    if call.version != seen:
        raise Overtaken(OVERTAKEN)
    call.version += 1
    call.updated_at = utc_now()


def write(call: Call, text: CallText) -> None:
    """Put what was written into the call and the rows that hang on it."""
    check(call, text)
    for name in PLAIN:
        setattr(call, name, getattr(text, name))
    if call.deadline is not None:  # to the minute: what a form shows and gives back
        call.deadline = call.deadline.replace(second=0, microsecond=0)
    call.working_languages = list(text.working_languages)
    call.questions = list(text.questions)
    db.session.flush()
    rewrite(call, CallEcosystem, "ecosystem", set(ecosystems.known(text.ecosystems)))
    rewrite(call, CallCluster, "organisation_id", set(text.clusters))
    seat(call, text.seats)
    call.folded = findable(call, text)


def check(call: Call, text: CallText) -> None:
    """What may not stand even in a draft: people and organisations that are not the caller's."""
    staff = {row.id for row in choices.colleagues(call.organisation_id)}
    if text.second_contact_id not in {None, call.second_contact_id} | staff:
        raise Invalid(N_("Choose one of your colleagues."), field="second_contact_id")
    known = {row.id for row in choices.companies(call.organisation_id)}
    if text.on_behalf_of_id not in {None, call.on_behalf_of_id} | known:
        raise Invalid(N_("Choose one of your member companies."), field="on_behalf_of_id")
    open_to = {row.id for row in choices.clusters(call.organisation_id)}
    if set(text.clusters) - open_to:
        raise Invalid(N_("Choose among the clusters of the list."), field="clusters")


def rewrite(call: Call, model: type, column: str, wanted: set[str] | set[int]) -> None:
    """Make the rows of `model` under the call hold exactly what is wanted."""
    field = getattr(model, column)
    kept = set(db.session.scalars(select(field).where(model.call_id == call.id)))  # type: ignore[attr-defined]
    if gone := kept - wanted:
        db.session.execute(delete(model).where(model.call_id == call.id, field.in_(gone)))  # type: ignore[attr-defined]
    db.session.add_all(model(call_id=call.id, **{column: value}) for value in wanted - kept)


def findable(call: Call, text: CallText) -> str:
    """What a search of the calls looks through, in both languages. Only what readers may see."""
    caller = db.session.get_one(Organisation, call.organisation_id)
    said = [text.title, text.summary, text.brings, caller.name]
    terms = [programmes.get(text.programme), *(ecosystems.get(code) for code in text.ecosystems)]
    for one in text.seats:
        said.append(one.words)
        terms += [regions.get(one.region), organisation_types.get(one.organisation_type)]
    named = [name for term in terms if term for name in (term.name_fr, term.name_en)]
    return fold(" ".join([*said, *named]))
