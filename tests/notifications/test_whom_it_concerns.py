"""Who is told of what: the expectation written by hand, verb by verb."""

import pytest

from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Task
from grappe.foundation.policy import RULES
from grappe.groups.models import GroupInvitation, GroupMember, GroupRequest, WorkingGroup
from grappe.notifications.models import KINDS, TOPICS
from grappe.notifications.queries.recipients import TOLD
from grappe.notifications.queries.subjects import SUBJECTS
from grappe.organisations.models import Invitation, Organisation
from grappe.rooms.models import Mark, Message, Report, Room, RoomAct
from grappe.sessions.models import Amendment, Minutes, Session
from tests.notifications import plot

ON_ANSWERS = [
    ("interests.sent", "bea",
     {"alix": "interests.sent", "dee": "interests.sent", "ada": "interests.sent.to_us",
      "bo": "interests.sent.by_us"}),
    ("interests.amended", "bea", {"alix": "interests.amended", "dee": "interests.amended"}),
    ("interests.withdrawn", "bea",
     {"alix": "interests.withdrawn", "dee": "interests.withdrawn", "ada": "interests.withdrawn"}),
    ("interests.shortlisted", "alix",
     {"bea": "interests.shortlisted", "bo": "interests.shortlisted.for_us",
      "dee": "interests.shortlisted.for_us"}),
    ("interests.accepted", "alix",
     {"bea": "interests.accepted", "bo": "interests.accepted.for_us",
      "dee": "interests.accepted.for_us"}),
    ("interests.declined", "alix",
     {"bea": "interests.declined", "bo": "interests.declined.for_us",
      "dee": "interests.declined.for_us"}),
    ("interests.noted", "bea", {"alix": "interests.noted", "dee": "interests.noted"}),
    ("interests.noted", "alix",
     {"bea": "interests.noted", "bo": "interests.noted", "dee": "interests.noted"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "doer", "expected"), ON_ANSWERS, ids=[f"{v} by {d}" for v, d, _ in ON_ANSWERS]
)
def test_an_answer_concerns_both_sides(app, world, by, work, verb, doer, expected):
    with app.app_context():
        answer = plot.an_answer(world, plot.a_call(world))
        plot.did(by(doer), verb, answer)
    work()
    assert plot.told(app, world) == {name: [kind] for name, kind in expected.items()}


def test_a_question_concerns_those_in_charge(app, world, by, work):
    with app.app_context():
        plot.did(by("cy"), "calls.asked", plot.a_call(world), question=1)
    work()
    assert plot.told(app, world) == {"alix": ["calls.asked"], "dee": ["calls.asked"]}


def test_its_answer_concerns_who_asked_and_who_follows(app, world, by, work):
    with app.app_context():
        call = plot.a_call(world)
        question = plot.a_question(world, call, "cy", "aquavia")
        plot.follow(world, call, "bo", "cy")
        plot.did(by("alix"), "calls.answered", call, question=question.id)
    work()
    assert plot.told(app, world) == {"cy": ["calls.answered"], "bo": ["calls.answered"]}


@pytest.mark.parametrize("verb", ["calls.amended", "calls.extended", "calls.closed"])
def test_a_change_of_a_call_concerns_followers_and_those_who_answered(app, world, by, work, verb):
    with app.app_context():
        call = plot.a_call(world)
        plot.an_answer(world, call)
        plot.an_answer(world, call, state="withdrawn", person_id=world.cy,
                       organisation_id=world.aquavia, party_id=world.aquavia)  # fmt: skip
        plot.follow(world, call, "bo", "oda", "ada", "fay", "sam", "pip", "una")
        plot.did(by("ada"), verb, call)
    work()
    assert plot.told(app, world) == {"bea": [verb], "bo": [verb], "oda": [verb]}


def test_a_call_for_named_clusters_is_no_news_to_others(app, world, by, work):
    with app.app_context():
        call = plot.a_call(world, visibility="clusters", named=["textora"])
        plot.follow(world, call, "bo", "cy", "oda", "ivo", "nora")
        plot.did(by("alix"), "calls.amended", call)
    work()
    assert plot.told(app, world) == {"bo": ["calls.amended"]}


def test_whoever_lost_access_before_the_worker_ran_is_not_told(app, world, by, work):
    with app.app_context():
        answer = plot.an_answer(world, plot.a_call(world))
        plot.did(by("bea"), "interests.sent", answer)
        plot.leaves(world, "bo", "textora")
        plot.leaves(world, "ada", "plastalia")
        plot.suspend(world, "alix")
    work()
    assert plot.told(app, world) == {"dee": ["interests.sent"]}


def a_group(world, joining="request", **seats):
    group = WorkingGroup(name="Canary group", mandate="m", organisation_id=world.plastalia,
                         joining=joining)  # fmt: skip
    db.session.add(group)
    db.session.flush()
    for name, (organisation, role) in seats.items():
        db.session.add(GroupMember(group_id=group.id, person_id=getattr(world, name), role=role,
                                   organisation_id=getattr(world, organisation)))  # fmt: skip
    db.session.commit()
    return group


SEATS = {
    "ada": ("plastalia", "chair"), "bo": ("textora", "secretary"), "bea": ("textora", "member"),
    "fay": ("plastalia", "member"), "oda": ("region", "observer"),
}  # fmt: skip


def test_a_request_concerns_chair_and_secretary(app, world, by, work):
    with app.app_context():
        group = a_group(world, **SEATS)
        asked = GroupRequest(group_id=group.id, person_id=world.cy, organisation_id=world.aquavia)
        db.session.add(asked)
        db.session.commit()
        plot.did(by("cy"), "groups.requested", group, request=asked.id, person=world.cy)
    work()
    assert plot.told(app, world) == {"ada": ["groups.requested"], "bo": ["groups.requested"]}


@pytest.mark.parametrize("verb", ["invited", "admitted", "refused", "removed", "chair_handed"])
def test_what_is_done_to_somebody_in_a_group_concerns_them(app, world, by, work, verb):
    with app.app_context():
        group = a_group(world, **SEATS)
        plot.did(by("ada"), f"groups.{verb}", group, person=world.cy, organisation=world.aquavia)
    work()
    assert plot.told(app, world) == {"cy": [f"groups.{verb}"]}


@pytest.mark.parametrize("verb", ["refused", "removed"])
def test_a_hidden_group_is_not_mentioned_to_those_outside(app, world, by, work, verb):
    with app.app_context():
        group = a_group(world, joining="hidden", **SEATS)
        plot.did(by("ada"), f"groups.{verb}", group, person=world.cy, organisation=world.aquavia)
    work()
    assert plot.told(app, world) == {}


def test_an_invitation_opens_a_hidden_group_and_is_told(app, world, by, work):
    with app.app_context():
        group = a_group(world, joining="hidden", **SEATS)
        db.session.add(GroupInvitation(
            group_id=group.id, person_id=world.cy, organisation_id=world.aquavia,
            invited_by_id=world.ada,
        ))  # fmt: skip
        db.session.commit()
        plot.did(by("ada"), "groups.invited", group, person=world.cy, organisation=world.aquavia)
    work()
    assert plot.told(app, world) == {"cy": ["groups.invited"]}


def test_the_end_of_a_group_concerns_its_members(app, world, by, work):
    with app.app_context():
        plot.did(by("ada"), "groups.closed", a_group(world, joining="hidden", **SEATS))
    work()
    told = {name: ["groups.closed"] for name in ("bo", "bea", "oda")}
    assert plot.told(app, world) == told


def test_an_arrival_concerns_the_administrators(app, world, by, work):
    with app.app_context():
        plot.did(by("alix"), "organisations.joined", db.session.get(Organisation, world.plastalia))
    work()
    assert plot.told(app, world) == {"ada": ["organisations.joined"]}


def test_an_invitation_of_a_colleague_is_told_to_who_has_an_account(app, world, by, work):
    with app.app_context():
        now = utc_now()
        rows = {
            address: Invitation(organisation_id=world.textora, email=address, digest=address,
                                invited_by_id=world.bo, expires_at=now)
            for address in ("cy@example.org", "nobody@example.org")
        }  # fmt: skip
        db.session.add_all(rows.values())
        db.session.commit()
        numbers = [row.id for row in rows.values()]
        for number in numbers:
            textora = db.session.get(Organisation, world.textora)
            plot.did(by("bo"), "organisations.invited", textora, invitation=number, role="staff")
    work()
    assert plot.told(app, world) == {"cy": ["organisations.invited"]}


def test_every_notification_leads_to_a_page_that_exists(app, world):
    router = app.url_map.bind("127.0.0.1")
    with app.app_context():
        call, group = plot.a_call(world), a_group(world)
        asked = GroupRequest(group_id=group.id, person_id=world.cy, organisation_id=world.aquavia)
        db.session.add(asked)
        db.session.commit()
        room = Room(title="x", holder_type="working_group", holder_id=1)
        held = Session(key="k", organisation_id=world.plastalia, by_id=world.ada, title="x")
        db.session.add(room)
        db.session.flush()
        held.room_id = room.id
        db.session.add(held)
        db.session.flush()
        minutes = Minutes(session_id=held.id, room_id=room.id, holder_type="room", holder_id=1,
                          number=1, language="en", content={"title": "x"})  # fmt: skip
        db.session.add(minutes)
        db.session.flush()
        amendment = Amendment(id=3, minutes_id=minutes.id)
        things = [call, plot.an_answer(world, call), group, asked, Message(room_id=room.id, seq=3),
                  Mark(room_id=1, seq=3, words="x"), db.session.get(Organisation, world.textora),
                  held, room, Report(id=1, room_id=room.id), RoomAct(room_id=room.id), minutes,
                  amendment]  # fmt: skip
        paths = [SUBJECTS[type(thing).__tablename__](thing).path for thing in things]
    assert [router.match(path.partition("?")[0].partition("#")[0])[0] for path in paths] == [
        "calls.show", "calls.interest", "groups.show", "groups.requests", "rooms.show",
        "rooms.show",
        "directory.show", "sessions.show", "rooms.about", "rooms.show_report", "rooms.trace",
        "sessions.minutes", "sessions.minutes",
    ]  # fmt: skip
    assert len(SUBJECTS) == len(things)


def test_nothing_that_waits_for_the_worker_names_what_it_is_about(app, world, by):
    with app.app_context():
        answer = plot.an_answer(world, plot.a_call(world))
        number = plot.did(by("bea"), "interests.sent", answer)
        from grappe.foundation.actor import SYSTEM
        from grappe.notifications.operations import tell

        tell(SYSTEM, number)
        promised = [str(task.payload) for task in db.session.query(Task)]
        assert promised
        assert not [said for said in promised if "anary" in said or "@" in said]


def test_nobody_can_tell_by_hand(app, world, by):
    from grappe.foundation.errors import Forbidden
    from grappe.notifications.operations import tell

    with app.app_context():
        number = plot.did(by("bea"), "interests.sent", plot.an_answer(world, plot.a_call(world)))
        with pytest.raises(Forbidden):
            tell(by("nora"), number)


def test_everything_that_may_be_told_has_its_sentence_topic_and_rule(app):
    kinds = {kind for rules in TOLD.values() for kind, _ in rules}
    assert kinds == KINDS.keys()
    assert {kind.topic for kind in KINDS.values()} == TOPICS.keys()
    assert {kind.opens for kind in KINDS.values()} <= RULES.keys()


def test_a_call_concerns_the_clusters_it_is_shown_to_by_name(app, world, by, work):
    with app.app_context():
        plot.did(by("alix"), "calls.published", plot.a_call(world, "clusters", named=["textora"]))
        plot.did(by("alix"), "calls.published", plot.a_call(world, "network", named=["aquavia"]))
    work()
    assert plot.told(app, world) == {name: ["calls.published"] for name in ("bo", "bea", "dee")}


@pytest.mark.parametrize("verb", ["joined", "left"])
def test_who_comes_and_goes_concerns_chair_and_secretary(app, world, by, work, verb):
    with app.app_context():
        group = a_group(world, **SEATS)
        plot.did(by("cy"), f"groups.{verb}", group, person=world.cy)
    work()
    assert plot.told(app, world) == {"ada": [f"groups.{verb}"], "bo": [f"groups.{verb}"]}
