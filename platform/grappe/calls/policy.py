"""Who may read, write and answer calls for partners."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from grappe.foundation.db import moment
from grappe.foundation.policy import Principal, rule
from grappe.organisations.models import Membership, Organisation
from grappe.organisations.policy import acts_for, acts_somewhere, belongs, works_somewhere

from .models import Call, CallCluster, Interest

# Companies need no account: their cluster calls for them. Authorities and investors read.
CALLERS = ("cluster", "network", "research", "training_provider")


def is_named(p: Principal) -> ColumnElement[bool]:
    """The person works for one of the clusters that the call is shown to."""
    mine, named = aliased(Membership), aliased(CallCluster)
    found = (
        select(named.call_id)
        .join(mine, mine.organisation_id == named.organisation_id)
        .where(named.call_id == Call.id, mine.person_id == p.id, mine.until.is_(None))
    )
    return and_(p.active, found.correlate_except(mine, named).exists())


def is_answerable() -> ColumnElement[bool]:
    return and_(Call.state == "open", Call.deadline > moment())


@rule("calls.read", Call)
def may_read(p: Principal) -> ColumnElement[bool]:
    """A draft is its organisation's own; what is published, whom its visibility says."""
    shown = or_(
        Call.visibility == "public",
        and_(Call.visibility == "network", works_somewhere(p)),
        and_(Call.visibility == "clusters", is_named(p)),
    )
    return or_(and_(Call.state != "draft", shown), belongs(p, Call.organisation_id))


@rule("calls.staff", Call)
def is_staff(p: Principal) -> ColumnElement[bool]:
    """Whoever works for the caller: they read what is kept from the others."""
    return belongs(p, Call.organisation_id)


@rule("calls.write")
def may_write(p: Principal) -> ColumnElement[bool]:
    org = aliased(Organisation)
    claimed = select(org.id).where(org.id == p.organisation_id, org.claimed_at.is_not(None))
    known = claimed.correlate_except(org).exists()
    return and_(p.kind.in_(CALLERS), acts_somewhere(p), known)


@rule("calls.edit", Call)
def may_edit(p: Principal) -> ColumnElement[bool]:
    """Acts for the caller. Whether the call's state allows the act is asked under its lock."""
    return acts_for(p, Call.organisation_id)


@rule("calls.publish", Call)
def may_publish(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state == "draft", may_edit(p))


@rule("calls.amend", Call)
def may_amend(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state == "open", may_edit(p))


@rule("calls.extend", Call)
def may_extend(p: Principal) -> ColumnElement[bool]:
    return may_amend(p)


@rule("calls.close", Call)
def may_close(p: Principal) -> ColumnElement[bool]:
    return may_amend(p)


@rule("calls.discard", Call)
def may_discard(p: Principal) -> ColumnElement[bool]:
    """A draft may be thrown away; what was published stays, closed."""
    return may_publish(p)


@rule("calls.follow", Call)
def may_follow(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, Call.state != "draft", may_read(p))


@rule("calls.ask", Call)
def may_ask(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state == "open", acts_somewhere(p), may_read(p))


@rule("calls.answer_question", Call)
def may_answer_question(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state != "draft", may_edit(p))


@rule("calls.inbox", Call)
def may_open_inbox(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state != "draft", is_staff(p))


@rule("calls.respond", Call)
def may_respond(p: Principal) -> ColumnElement[bool]:
    another = p.organisation_id != Call.organisation_id
    return and_(is_answerable(), another, acts_somewhere(p), may_read(p))


@rule("calls.make_group", Call)
def may_make_group(p: Principal) -> ColumnElement[bool]:
    return and_(Call.state != "draft", may_edit(p))


@rule("interests.read", Interest)
def may_read_interest(p: Principal) -> ColumnElement[bool]:
    """The colleagues of whoever answers; the caller's, once it has been sent."""
    sent = and_(Interest.sent_at.is_not(None), belongs(p, Interest.caller_id))
    return or_(belongs(p, Interest.organisation_id), sent)


@rule("interests.answering", Interest)
def acts_for_answering(p: Principal) -> ColumnElement[bool]:
    """Acts for the organisation that answers. What its state allows is asked under the lock."""
    return acts_for(p, Interest.organisation_id)


@rule("interests.edit", Interest)
def may_edit_interest(p: Principal) -> ColumnElement[bool]:
    """While nobody has decided, and the call takes answers."""
    answerable = exists().where(Call.id == Interest.call_id, is_answerable())
    right = and_(Interest.state.in_(("draft", "sent")), answerable.correlate_except(Call))
    return and_(right, acts_for_answering(p))


@rule("interests.withdraw", Interest)
def may_withdraw(p: Principal) -> ColumnElement[bool]:
    right = Interest.state.in_(("sent", "shortlisted", "accepted"))
    return and_(right, acts_for_answering(p))


@rule("interests.discard", Interest)
def may_discard_interest(p: Principal) -> ColumnElement[bool]:
    return and_(Interest.state == "draft", acts_for_answering(p))


@rule("interests.decide", Interest)
def may_decide(p: Principal) -> ColumnElement[bool]:
    return and_(Interest.sent_at.is_not(None), acts_for(p, Interest.caller_id))


@rule("interests.note", Interest)
def may_note(p: Principal) -> ColumnElement[bool]:
    either: Any = or_(acts_for(p, Interest.caller_id), acts_for(p, Interest.organisation_id))
    return and_(Interest.sent_at.is_not(None), either)
