"""Whom a deed concerns: for each verb an explicit set of persons, before any rule is asked."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from grappe.accounts.models import Person
from grappe.calls.models import Call, CallCluster, CallFollow, CallQuestion, Interest
from grappe.foundation.db import AnySelect, db
from grappe.foundation.models import Deed
from grappe.groups.models import CHAIR, SECRETARY, GroupMember
from grappe.organisations.models import ADMINISTRATOR, Invitation, Membership, Organisation
from grappe.rooms.models import Report, RoomMember
from grappe.rooms.queries import deciders, spoken_to, taking_part

from .who_of_minutes import TOLD_OF_MINUTES
from .who_of_sessions import TOLD_OF_SESSIONS

Whom = Callable[[Deed], AnySelect]
AT_STAKE = ("draft", "sent", "shortlisted", "accepted")


def team(organisation_id: Any, *roles: str) -> AnySelect:
    """Who works for the organisation now, in one of `roles` if any are given."""
    found = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.until.is_(None)
    )
    return found.where(Membership.role.in_(roles)) if roles else found


def in_charge(*which: Any) -> AnySelect:
    """The author and the second contact of the call."""
    author, second = select(Call.author_id), select(Call.second_contact_id)
    for condition in which:
        author, second = author.where(condition), second.where(condition)
    return people(author.union(second.where(Call.second_contact_id.is_not(None))))


def people(ids: Any) -> AnySelect:
    found = ids.subquery()
    return select(found.c[0])


def answered(deed: Deed) -> Interest:
    return db.session.get_one(Interest, deed.object_id)


# The caller's side of an answer.


def caller_in_charge(deed: Deed) -> AnySelect:
    return in_charge(Call.id == answered(deed).call_id)


def caller_administrators(deed: Deed) -> AnySelect:
    return team(answered(deed).caller_id, ADMINISTRATOR)


# The side that answers.


def sender(deed: Deed) -> AnySelect:
    return select(Interest.person_id).where(Interest.id == deed.object_id)


def colleagues(deed: Deed) -> AnySelect:
    return team(answered(deed).organisation_id)


def other_side(deed: Deed) -> AnySelect:
    """Of a private thread: those the message was written to."""
    called = deed.organisation_id == answered(deed).caller_id
    return colleagues(deed) if called else caller_in_charge(deed)


# A call as such.


def call_in_charge(deed: Deed) -> AnySelect:
    return in_charge(Call.id == deed.object_id)


def named_clusters(deed: Deed) -> AnySelect:
    """Who works for a cluster that the call is shown to by name; nobody when it is shown to all."""
    return (
        select(Membership.person_id)
        .join(CallCluster, CallCluster.organisation_id == Membership.organisation_id)
        .join(Call, Call.id == CallCluster.call_id)
        .where(Call.id == deed.object_id, Call.visibility == "clusters", Membership.until.is_(None))
    )


def followers(deed: Deed) -> AnySelect:
    return select(CallFollow.person_id).where(CallFollow.call_id == deed.object_id)


def asked_or_follow(deed: Deed) -> AnySelect:
    question = CallQuestion.id == deed.data.get("question")
    return people(select(CallQuestion.person_id).where(question).union(followers(deed)))


def follow_or_answered(deed: Deed) -> AnySelect:
    answers = select(Interest.person_id).where(
        Interest.call_id == deed.object_id, Interest.state.in_(AT_STAKE)
    )
    return people(answers.union(followers(deed)))


# A working group.


def seated(deed: Deed, *roles: str) -> AnySelect:
    found = select(GroupMember.person_id).where(
        GroupMember.group_id == deed.object_id, GroupMember.until.is_(None)
    )
    return found.where(GroupMember.role.in_(roles)) if roles else found


def members(deed: Deed) -> AnySelect:
    return seated(deed)


def managers(deed: Deed) -> AnySelect:
    return seated(deed, CHAIR, SECRETARY)


def concerned(deed: Deed) -> AnySelect:
    """The person whom the deed was done to."""
    return select(Person.id).where(Person.id == deed.data.get("person"))


# A room.


def meant(deed: Deed) -> AnySelect:
    return spoken_to(deed.object_id, [(kind, target) for kind, target in deed.data["new"]])


def in_room(deed: Deed) -> AnySelect:
    return select(RoomMember.person_id).where(
        RoomMember.room_id == deed.object_id, RoomMember.left_at.is_(None)
    )


def judges(deed: Deed) -> AnySelect:
    return deciders(deed.object_id)


def whoever_reported(deed: Deed) -> AnySelect:
    return select(Report.by_id).where(Report.id == deed.object_id)


def network_administrators(deed: Deed) -> AnySelect:
    network = select(Organisation.id).where(Organisation.kind == "network")
    return select(Membership.person_id).where(
        Membership.organisation_id.in_(network), Membership.until.is_(None),
        Membership.role == ADMINISTRATOR,
    )  # fmt: skip


def in_the_thread(deed: Deed) -> AnySelect:
    return taking_part(deed.object_id)


# An organisation.


def administrators(deed: Deed) -> AnySelect:
    return team(deed.object_id, ADMINISTRATOR)


def known_address(deed: Deed) -> AnySelect:
    """The person behind an invitation, if the address has an account already."""
    asked = Invitation.id == deed.data.get("invitation")
    return select(Person.id).join(Invitation, Invitation.email == Person.email).where(asked)


def for_the_team(verb: str) -> tuple[tuple[str, Whom], ...]:
    return ((verb, sender), (f"{verb}.for_us", colleagues))


# For each verb, the kinds of notification it makes. Who is in two sets is told once, by the first.
TOLD: dict[str, tuple[tuple[str, Whom], ...]] = {
    "interests.sent": (
        ("interests.sent", caller_in_charge),
        ("interests.sent.to_us", caller_administrators),
        ("interests.sent.by_us", colleagues),
    ),
    "interests.amended": (("interests.amended", caller_in_charge),),
    "interests.withdrawn": (
        ("interests.withdrawn", caller_in_charge),
        ("interests.withdrawn", caller_administrators),
    ),
    "interests.shortlisted": for_the_team("interests.shortlisted"),
    "interests.accepted": for_the_team("interests.accepted"),
    "interests.declined": for_the_team("interests.declined"),
    "interests.noted": (("interests.noted", other_side),),
    "calls.published": (("calls.published", named_clusters),),
    "calls.asked": (("calls.asked", call_in_charge),),
    "calls.answered": (("calls.answered", asked_or_follow),),
    "calls.amended": (("calls.amended", follow_or_answered),),
    "calls.extended": (("calls.extended", follow_or_answered),),
    "calls.closed": (("calls.closed", follow_or_answered),),
    "groups.requested": (("groups.requested", managers),),
    "groups.invited": (("groups.invited", concerned),),
    "groups.admitted": (("groups.admitted", concerned),),
    "groups.refused": (("groups.refused", concerned),),
    "groups.removed": (("groups.removed", concerned),),
    "groups.joined": (("groups.joined", managers),),
    "groups.left": (("groups.left", managers),),
    "groups.chair_handed": (("groups.chair_handed", concerned),),
    "groups.closed": (("groups.closed", members),),
    "rooms.mentioned": (("rooms.mentioned", meant),),
    "rooms.threaded": (("rooms.threaded", in_the_thread),),
    "marks.given": (("marks.given", concerned),),
    "marks.due": (("marks.due", concerned),),
    **TOLD_OF_SESSIONS,
    "rooms.muted": (("rooms.muted", concerned),),
    "rooms.unmuted": (("rooms.unmuted", concerned),),
    "rooms.removed": (("rooms.removed", concerned),),
    "rooms.judged": (("rooms.judged", concerned),),
    "rooms.keeping": (("rooms.keeping", in_room),),
    "reports.made": (("reports.made", judges),),
    "reports.forwarded": (
        ("reports.forwarded", network_administrators),
        ("reports.forwarded", judges),
    ),
    "reports.decided": (("reports.decided", whoever_reported),),
    "reports.settled": (("reports.settled", whoever_reported), ("reports.settled", judges)),
    **TOLD_OF_MINUTES,
    "organisations.invited": (("organisations.invited", known_address),),
    "organisations.joined": (("organisations.joined", administrators),),
}
