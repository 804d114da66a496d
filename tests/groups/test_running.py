"""Running a group: roles, removal, the chair, its text, its rooms, its end."""

import pytest

from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.models import Deed
from grappe.foundation.news import deed
from grappe.foundation.operations import operation
from grappe.foundation.policy import allowed
from grappe.groups import operations
from grappe.groups.models import GroupRoom, WorkingGroup
from grappe.organisations.models import Membership, Organisation
from tests.groups.stage import in_room, make_group, rooms, seat_in


@pytest.fixture
def group(app, world, by):
    """Ada chairs; Bo, Cy and Dee (for Textora) are members. Gives the id."""
    partners = [(world.bo, world.textora), (world.cy, world.aquavia), (world.dee, world.textora)]
    with app.app_context():
        return make_group(by("ada"), partners=partners).id


def test_roles_are_mirrored_in_the_rooms(app, world, browser, group):
    with app.app_context():
        seat = seat_in(db.session.get(WorkingGroup, group), world.bo)
    ada = browser("ada")
    assert ada.post(f"/groups/members/{seat.id}/role", {"role": "observer"}).status_code == 303
    with app.app_context():
        assert in_room(db.session.get(WorkingGroup, group), world.bo) == "observer"
        [room] = rooms(db.session.get(WorkingGroup, group))
    assert ada.post(f"/groups/members/{seat.id}/role", {"role": "chair"}).status_code == 422
    assert room.title == "General"


def test_removal_is_felt_in_the_rooms_at_once(app, world, browser, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        [room], seat = rooms(it), seat_in(it, world.bo)
        bo, before = by("bo"), room.acl_version
        assert allowed(bo, "rooms.read", room)
    ada = browser("ada")
    for _ in range(2):
        assert ada.post(f"/groups/members/{seat.id}/remove").status_code == 303
    with app.app_context():
        [room] = rooms(db.session.get(WorkingGroup, group))
        assert room.acl_version > before
        assert not allowed(bo, "rooms.read", room)
        assert not allowed(bo, "rooms.post", room)
        assert not allowed(bo, "groups.enter", db.session.get(WorkingGroup, group))
    assert browser("bo").get(f"/groups/{group}/members").status_code == 403


def test_the_chair_is_not_removed_and_members_remove_nobody(app, world, browser, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        ada, bo, cy = (seat_in(it, p) for p in (world.ada, world.bo, world.cy))
        ids = ada.id, bo.id, cy.id
        operations.change_role(by("ada"), bo, "secretary")
    ada, bo, cy = ids
    answer = browser("bo").post(f"/groups/members/{ada}/remove")
    assert answer.status_code == 422
    assert "Hand over the chair first" in answer.text
    assert browser("cy").post(f"/groups/members/{bo}/remove").status_code == 403
    assert browser("bea").post(f"/groups/members/{bo}/remove").status_code == 404
    assert browser("bo").post(f"/groups/members/{cy}/chair").status_code == 403


def test_the_chair_hands_over_before_leaving(app, world, browser, by, group):
    ada = browser("ada")
    answer = ada.post(f"/groups/{group}/leave")
    assert answer.status_code == 422
    assert "Hand over the chair before you leave" in answer.text
    with app.app_context():
        seat = seat_in(db.session.get(WorkingGroup, group), world.bo)
    assert ada.post(f"/groups/members/{seat.id}/chair").status_code == 303
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert in_room(it, world.bo) == "chair"
        assert in_room(it, world.ada) == "member"
        assert not allowed(by("ada"), "groups.manage", it)
    for _ in range(2):
        assert ada.post(f"/groups/{group}/leave").status_code in (303, 403)
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert seat_in(it, world.ada) is None
        assert not allowed(by("ada"), "rooms.read", rooms(it)[0])


def test_the_last_one_closes_instead_of_leaving(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada")).id
    answer = browser("ada").post(f"/groups/{number}/leave")
    assert "You are the last one in this group" in answer.text


def test_two_who_edit_at_once_see_both_texts_and_nothing_is_lost(app, world, browser, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        operations.change_role(by("ada"), seat_in(it, world.bo), "secretary")
    sent = {"name": "Circular textiles", "joining": "request", "version": "1"}
    assert (
        browser("bo").post(f"/groups/{group}/edit", sent | {"mandate": "Bo's text."}).status_code
        == 303
    )
    ada = browser("ada")
    answer = ada.post(f"/groups/{group}/edit", sent | {"mandate": "Ada's text."})
    assert answer.status_code == 409
    assert "Bo&#39;s text." in answer.text
    assert "Ada&#39;s text." in answer.text
    with app.app_context():
        assert db.session.get(WorkingGroup, group).mandate == "Bo's text."
    assert 'name="version" type="hidden" value="2"' in answer.text
    decided = ada.post(f"/groups/{group}/edit", sent | {"mandate": "Ada's text.", "version": "2"})
    assert decided.status_code == 303
    again = ada.post(f"/groups/{group}/edit", sent | {"mandate": "Ada's text.", "version": "2"})
    assert again.status_code == 303  # a second click is no conflict
    with app.app_context():
        assert db.session.get(WorkingGroup, group).mandate == "Ada's text."


def test_a_form_without_its_version_overwrites_nothing(app, world, browser, group):
    sent = {"name": "Other", "mandate": "Other.", "joining": "open"}
    for version in ("", "x", "-1", "99999999999999999999", "²"):
        answer = browser("ada").post(f"/groups/{group}/edit", sent | {"version": version})
        assert answer.status_code in (409, 422), version


def test_a_new_name_is_the_name_of_the_place_in_every_room(app, world, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        operations.amend(by("ada"), it, it.version, name="Textiles in circles")
        assert {room.place for room in rooms(it)} == {"Textiles in circles"}


def test_a_new_room_is_open_to_all_members_and_twice_is_one(app, world, browser, by, group):
    ada = browser("ada")
    for _ in range(2):
        assert ada.post(f"/groups/{group}/rooms/new", {"title": "Test bench"}).status_code == 303
    assert ada.post(f"/groups/{group}/rooms/new", {"title": " "}).status_code == 422
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        bench = rooms(it)[1]
        assert [r.title for r in rooms(it)] == ["General", "Test bench"]
        for name in ("ada", "bo", "cy"):
            assert allowed(by(name), "rooms.read", bench), name
        place = db.session.query(GroupRoom).filter_by(room_id=bench.id).one()
    assert ada.post(f"/groups/rooms/{place.id}/rename", {"title": "Bench"}).status_code == 303
    assert browser("bo").post(f"/groups/rooms/{place.id}/archive").status_code == 403
    assert browser("bea").post(f"/groups/rooms/{place.id}/archive").status_code == 404
    assert ada.post(f"/groups/rooms/{place.id}/archive").status_code == 303
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert [(r.title, bool(r.archived_at)) for r in rooms(it)] == [
            ("General", False),
            ("Bench", True),
        ]
        last = db.session.query(GroupRoom).filter_by(room_id=rooms(it)[0].id).one()
    answer = ada.post(f"/groups/rooms/{last.id}/archive")
    assert answer.status_code == 422
    assert "keeps at least one open room" in answer.text


def test_a_closed_group_says_why_and_nobody_writes_in_its_rooms(app, world, browser, by, group):
    ada = browser("ada")
    assert ada.post(f"/groups/{group}/close", {"reason": ""}).status_code == 422
    assert ada.post(f"/groups/{group}/close", {"reason": "The letter is sent."}).status_code == 303
    assert "The letter is sent." in browser("bea").get(f"/groups/{group}").text
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        [room] = rooms(it)
        assert allowed(by("bo"), "rooms.read", room)
        assert not allowed(by("bo"), "rooms.post", room)
    assert browser("bo").post(f"/groups/{group}/reopen").status_code == 403
    assert ada.post(f"/groups/{group}/reopen").status_code == 303
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert it.state == "active"
        assert allowed(by("bo"), "rooms.post", rooms(it)[-1])


def test_a_group_may_rest(app, world, browser, group):
    ada = browser("ada")
    assert ada.post(f"/groups/{group}/rest").status_code == 303
    assert "Dormant" in ada.get(f"/groups/{group}").text
    assert ada.post(f"/groups/{group}/reopen").status_code == 303


@operation
def left(by_actor, person_id, organisation_id):
    """What the slice of organisations does when somebody leaves."""
    row = db.session.query(Membership).filter_by(
        person_id=person_id, organisation_id=organisation_id, until=None
    )
    row.one().until = utc_now()
    deed(
        by_actor,
        "organisations.left",
        db.session.get(Organisation, organisation_id),
        person=person_id,
    )


def test_whoever_leaves_an_organisation_leaves_what_they_did_for_it(app, world, by, work, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        other = make_group(by("alix"), partners=[(world.dee, world.plastalia)])
        left(SYSTEM, world.dee, world.textora)
        assert not allowed(by("dee", "plastalia"), "rooms.read", rooms(it)[0])  # before the worker
    work()
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert seat_in(it, world.dee) is None
        assert in_room(it, world.dee) is None
        assert seat_in(it, world.bo) is not None
        assert seat_in(other, world.dee) is not None  # held for Plastalia


def test_a_chair_who_leaves_the_organisation_is_followed_by_the_secretary(
    app, world, by, work, group
):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        operations.change_role(by("ada"), seat_in(it, world.cy), "secretary")
        left(SYSTEM, world.ada, world.plastalia)
    work()
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        assert seat_in(it, world.ada) is None
        assert seat_in(it, world.cy).role == "chair"
        assert in_room(it, world.cy) == "chair"
        operations.left_organisation(SYSTEM, world.plastalia)  # told twice
        assert db.session.query(Deed).filter_by(verb="groups.chair_handed").count() == 1


def test_whoever_comes_back_for_another_organisation_sits_there_for_that_one(app, world, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        left(SYSTEM, world.dee, world.textora)
        operations.amend(by("ada"), it, it.version, joining="open")
        operations.join(by("dee", "plastalia"), it)  # the worker has not been by yet
        assert seat_in(it, world.dee).organisation_id == world.plastalia
        assert allowed(by("dee", "plastalia"), "rooms.read", rooms(it)[0])


def test_what_happens_is_told_in_deeds_without_any_text(app, world, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        operations.refuse(by("ada"), operations.ask(by("bea"), it, "Secret words"), "Secret reason")
        [one] = operations.invite(by("ada"), it, [(world.alix, world.plastalia)])
        operations.accept(by("alix"), one)
        operations.remove(by("ada"), seat_in(it, world.alix))
        operations.hand_over(by("ada"), seat_in(it, world.bo))
        operations.leave(by("ada"), it)
        operations.close(by("bo"), it, "Secret end")
        rows = db.session.query(Deed).filter(Deed.object_id == group, Deed.verb.like("groups.%"))
        rows = rows.order_by(Deed.id).all()
        verbs = [row.verb.partition(".")[2] for row in rows]
        assert verbs == ["created", "admitted", "admitted", "admitted", "requested", "refused", "invited",
                         "joined", "removed", "chair_handed", "left", "closed"]  # fmt: skip
        assert not [row for row in rows if "Secret" in str(row.data)]
        assert all(row.object_type == "working_group" for row in rows)


def test_the_text_changes_only_in_the_hands_of_who_read_it_last(app, world, by, group):
    with app.app_context():
        it = db.session.get(WorkingGroup, group)
        operations.amend(by("ada"), it, 1, mandate="Second text")
        with pytest.raises(Conflict):
            operations.amend(by("ada"), it, 1, mandate="Third text")
        with pytest.raises(Invalid):
            operations.amend(by("ada"), it, 2, name="")
        assert db.session.get(WorkingGroup, group).mandate == "Second text"
