"""What a visitor finds: every state, things that wait, and nothing out of order."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import func, select

from grappe.accounts.models import Person
from grappe.calls.models import Call, CallQuestion, Interest, InterestFile, InterestNote
from grappe.demo import people, texts
from grappe.demo.days import Days
from grappe.foundation.db import UTC, db, utc_now
from grappe.foundation.models import Deed, Task
from grappe.foundation.storage import place
from grappe.groups.models import GroupInvitation, GroupRequest, WorkingGroup
from grappe.notifications.models import Notification
from grappe.organisations.models import Membership, Organisation
from grappe.rooms.models import Message, ReadMark, Room, RoomEvent

pytestmark = pytest.mark.timeout(400)
CHOOSERS = [row for row in texts.table("person") if "chooser" in row]


def all_of(query):
    return list(db.session.scalars(query).unique())


def person(key):
    name = next(row["name"] for row in CHOOSERS if row["key"] == key)
    return all_of(select(Person).where(Person.name == name))[0]


def test_it_is_told_once_however_often_one_asks(story):
    assert (story.first, story.again) == (True, False)
    assert db.session.scalar(select(func.count()).where(Organisation.demo)) == len(people.NAMES)


def test_every_state_of_a_call_is_there(story):
    calls = all_of(select(Call))
    assert Counter(c.state for c in calls).keys() == {"draft", "open", "closed"}
    assert any(c.is_overdue for c in calls)
    assert {c.visibility for c in calls} == {"public", "network", "clusters"}
    outcomes = {c.outcome for c in calls if c.state == "closed"}
    assert {"consortium_formed", "partly_filled", "no_suitable_partner"} <= outcomes
    tomorrow = dt.timedelta(hours=49)
    assert any(c.state == "open" and utc_now() < c.deadline < utc_now() + tomorrow for c in calls
               if c.deadline)  # fmt: skip
    assert {c.language for c in calls} == {"fr", "en"}
    assert len(calls) >= 12


def test_every_state_of_an_answer_is_there(story):
    found = all_of(select(Interest))
    states = {"draft", "sent", "shortlisted", "accepted", "declined", "withdrawn"}
    assert {one.state for one in found} == states
    assert all(one.reason and one.reason_text for one in found if one.state == "declined")
    assert db.session.scalar(select(func.count(InterestNote.id))) >= 15
    assert db.session.scalar(select(func.count(CallQuestion.id)).where(CallQuestion.answer == ""))


def test_what_is_attached_is_a_real_file(story):
    files = all_of(select(InterestFile))
    assert len(files) >= 2
    for one in files:
        content = place(one.key).read_bytes()
        assert content.startswith(b"%PDF-1.4")
        assert content.endswith(b"%%EOF\n")
        table = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
        assert content[table:].startswith(b"xref\n")


def test_every_way_into_a_group_is_there_and_one_group_came_from_a_call(story):
    groups = all_of(select(WorkingGroup))
    assert {g.joining for g in groups} == {"open", "request", "invitation", "hidden"}
    assert {g.state for g in groups} == {"active", "closed"}
    assert any(g.origin_path.startswith("/calls/") for g in groups)
    for model in (GroupRequest, GroupInvitation):
        assert db.session.scalar(select(func.count()).where(model.state == "waiting"))


def test_the_rooms_hold_weeks_of_talk_without_a_gap(story):
    assert db.session.scalar(select(func.count(Message.id))) >= 350
    for room in all_of(select(Room)):
        mine = select(RoomEvent.seq).where(RoomEvent.room_id == room.id)
        seqs = list(db.session.scalars(mine.order_by(RoomEvent.seq)))
        assert seqs == list(range(1, room.last_seq + 1))
        at = list(db.session.scalars(
            select(Message.created_at).where(Message.room_id == room.id).order_by(Message.seq)))  # fmt: skip
        assert at == sorted(at)
        assert len(at) == room.message_count
        assert not at or room.last_at >= at[-1]
    assert all_of(select(Message).where(Message.edited_at.is_not(None)))
    assert all_of(select(Message).where(Message.deleted_at.is_not(None)))
    assert all_of(select(Message).where(Message.reply_to_id.is_not(None)))


def test_each_room_is_read_as_far_as_the_script_says(story):
    for group in texts.table("group"):
        for key in group.get("rooms", ()):
            script = texts.script(key)
            query = (
                select(Person.name, Room.message_count - ReadMark.number)
                .join(ReadMark, ReadMark.person_id == Person.id)
                .join(Room, Room.id == ReadMark.room_id)
                .where(Room.title == script.title, Room.place == group["name"])
            )
            left = {name: count for name, count in db.session.execute(query) if count}
            names = {row["key"]: row["name"] for row in texts.table("person")}
            assert left == {names[who]: count for who, count in script.unread.items()}, key


def waits_for(who):
    """What is there to do or to read for somebody of the sign-in page."""
    unread = db.session.scalar(
        select(func.count()).where(Notification.person_id == who.id, Notification.read_at.is_(None))
    )
    rooms = db.session.scalar(
        select(func.count())
        .select_from(ReadMark)
        .join(Room, Room.id == ReadMark.room_id)
        .where(ReadMark.person_id == who.id, Room.message_count > ReadMark.number)
    )
    return {"news": unread, "rooms": rooms, "invitations": invitations(who), "calls": to_do(who)}


def invitations(who):
    mine = [GroupInvitation.person_id == who.id, GroupInvitation.state == "waiting"]
    return db.session.scalar(select(func.count()).where(*mine))


def to_do(who):
    """Answers that nobody has decided on, in the calls one looks after; one's own drafts."""
    ours = (Call.author_id == who.id) | (Call.second_contact_id == who.id)
    waiting = select(func.count()).select_from(Interest).join(Call, Call.id == Interest.call_id)
    undecided = waiting.where(ours, Call.state == "open", Interest.state == "sent")
    drafts = select(func.count()).where(Interest.person_id == who.id, Interest.state == "draft")
    return db.session.scalar(undecided) + db.session.scalar(drafts)


@pytest.mark.parametrize("key", [row["key"] for row in CHOOSERS])
def test_something_waits_for_everybody_on_the_sign_in_page(story, key):
    waiting = waits_for(person(key))
    assert 1 <= waiting["news"] <= 5
    assert sum(1 for count in waiting.values() if count) >= 2, waiting


def test_the_project_officer_has_work_of_every_kind(story):
    who = person("clemence")
    assert to_do(who) >= 2
    assert db.session.scalar(
        select(func.count()).where(GroupRequest.state == "waiting")
    ) >= 2  # fmt: skip


def test_one_person_works_for_two_clusters(story):
    ours = select(func.count()).where(Membership.person_id == person("ines").id)
    assert db.session.scalar(ours) == 2


def test_real_clusters_did_nothing(story):
    real = select(Organisation.id).where(~Organisation.demo)
    assert db.session.scalar(real.with_only_columns(func.count())) >= 190
    assert not all_of(select(Deed).where(Deed.organisation_id.in_(real)))
    for column in (Membership.organisation_id, Call.organisation_id, Message.organisation_id,
                   Interest.party_id, WorkingGroup.organisation_id):  # fmt: skip
        assert not db.session.scalar(select(func.count()).where(column.in_(real)))


def test_nobody_has_an_address_outside_the_demonstration(story):
    emails = list(db.session.scalars(select(Person.email)))
    assert len(emails) == len(texts.table("person"))
    assert all(email.endswith("@demo.grappe.example") for email in emails)


def test_no_mail_and_no_other_work_is_left_to_do(story):
    assert not db.session.scalar(select(func.count(Task.id)))
    assert not list((story.app.extensions["settings"].instance / "mail").glob("*"))


def test_nothing_happened_today_or_in_the_night_and_all_in_its_order(story):
    days = Days(utc_now())
    today = days.at(days.today, dt.time())
    ahead = ("deadline", "starts_at", "pitches_until", "until")  # what is meant to come
    for table in db.metadata.sorted_tables:
        for column in (c for c in table.columns if isinstance(c.type, UTC)):
            if table.name not in ("pulse", "organisation") and column.name not in ahead:
                latest = db.session.scalar(select(func.max(column)))
                assert latest is None or latest < today, f"{table.name}.{column.name}"
    at = list(db.session.scalars(select(Deed.at).order_by(Deed.id)))
    assert at == sorted(at)
    told = db.session.execute(select(Notification.created_at, Deed.at).join(
        Deed, Deed.id == Notification.deed_id)).all()  # fmt: skip
    assert all(row.created_at == row.at for row in told)


def test_it_is_told_quickly_enough_for_a_first_start(story):
    """Seconds of processor; generous, because tests share the machine."""
    assert story.cost < 40
