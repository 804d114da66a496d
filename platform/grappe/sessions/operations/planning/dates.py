"""Finding a date: some are offered, everybody says yes, maybe or no, an organiser settles one."""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require

from ...models import DateOption, DateVoice, Session
from .clock import promise
from .writing import PAST, changed, need_planned

SAYS = ("yes", "maybe", "no")
MOST = 12


@operation
def offer_dates(by: Actor, session: Session, moments: Iterable[dt.datetime]) -> None:
    """Ask for these dates as well; one that is offered already is passed over."""
    require(by, "sessions.manage", session)
    lock(session)
    need_open(session)
    wanted = sorted(set(moments))
    if not wanted:
        raise Invalid(N_("Give at least one date."), field="days")
    if any(moment <= utc_now() for moment in wanted):
        raise Invalid(PAST, field="days")
    there = {row.starts_at for row in options(session)}
    if len(there | set(wanted)) > MOST:
        raise Invalid(N_("Offer at most %(most)s dates."), field="days", most=MOST)
    for moment in wanted:
        if moment not in there:
            db.session.add(DateOption(session_id=session.id, starts_at=moment))
    if not there:
        deed(by, "sessions.dates_asked", session)
    changed(session)


@operation
def drop_date(by: Actor, session: Session, option_id: int) -> None:
    require(by, "sessions.manage", session)
    lock(session)
    need_open(session)
    for row in options(session):
        if row.id == option_id:
            db.session.delete(row)
    changed(session)


@operation
def answer_dates(by: Actor, session: Session, said: Mapping[int, str]) -> None:
    """What one says to the dates; saying it again changes it."""
    require(by, "sessions.answer_poll", session)
    lock(session)
    need_open(session)
    assert by.organisation_id is not None  # noqa: S101  the rule has said so
    for row in options(session):
        if said.get(row.id) in SAYS:
            db.session.merge(DateVoice(
                date_id=row.id, person_id=by.person_id, organisation_id=by.organisation_id,
                says=said[row.id],
            ))  # fmt: skip
    changed(session)


@operation
def settle_date(by: Actor, session: Session, option_id: int) -> None:
    """Choose one of the dates; everybody who answered or registered is told."""
    require(by, "sessions.manage", session)
    lock(session)
    chosen = next((row for row in options(session) if row.id == option_id), None)
    if chosen is not None and session.starts_at == chosen.starts_at:
        return
    need_open(session)
    if chosen is None:
        raise Invalid(N_("This date is no longer offered."))
    if chosen.starts_at <= utc_now():
        raise Invalid(PAST)
    session.starts_at = chosen.starts_at
    session.plan_version += 1
    deed(by, "sessions.date_settled", session)
    promise(session)
    changed(session)


def options(session: Session) -> list[DateOption]:
    found = select(DateOption).where(DateOption.session_id == session.id)
    return list(db.session.scalars(found.order_by(DateOption.starts_at)))


def need_open(session: Session) -> None:
    need_planned(session)
    if session.starts_at is not None:
        raise Conflict(N_("The date of this session stands already."))
