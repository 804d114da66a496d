"""Coming into a group: by oneself, by asking, by invitation; and each of them once."""

import datetime as dt
import threading

import pytest

from grappe.foundation.db import db
from grappe.foundation.errors import Conflict, Forbidden, Invalid
from grappe.foundation.policy import allowed
from grappe.groups import operations
from grappe.groups.models import GroupInvitation, GroupMember, GroupRequest, WorkingGroup
from grappe.organisations.models import Membership
from tests.groups.stage import group_named, in_room, make_group, requests_of, rooms, seat_in

CHARTER = {"name": "Lighter packaging", "mandate": "Halve the plastic.", "joining": "request"}


def test_a_group_opens_with_its_founder_in_the_chair_and_one_room(app, world, browser):
    ada = browser("ada")
    answer = ada.post("/groups/new", CHARTER | {"sponsor": "The board", "starts_on": "2027-01-04",
                                                "ends_on": "2027-06-30", "ticket": "t1"})  # fmt: skip
    page = ada.follow(answer).text
    assert "Lighter packaging" in page
    assert "The board" in page
    with app.app_context():
        group = group_named("Lighter packaging")
        assert group.starts_on == dt.date(2027, 1, 4)
        assert group.organisation_id == world.plastalia
        assert seat_in(group, world.ada).role == "chair"
        assert [room.title for room in rooms(group)] == ["General"]
        assert in_room(group, world.ada) == "chair"


def test_the_same_form_sent_twice_makes_one_group(app, world, browser):
    ada = browser("ada")
    for _ in range(2):
        assert ada.post("/groups/new", CHARTER | {"ticket": "t1"}).status_code == 303
    assert ada.post("/groups/new", CHARTER | {"ticket": "t2"}).status_code == 303
    assert browser("bo").post("/groups/new", CHARTER | {"ticket": "t1"}).status_code == 303
    with app.app_context():
        assert db.session.query(WorkingGroup).count() == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give the group a name"),
        ({"name": "x" * 121}, "Shorten this to 120"),
        ({"mandate": ""}, "Say what the group is to achieve"),
        ({"mandate": " "}, "Say what the group is to achieve"),
        ({"joining": "secret"}, "Not a valid choice"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "Choose an end after the start"),
        ({"starts_on": "soon"}, "Not a valid date"),
        ({"seats_per_organisation": "0"}, "Choose a number from 1 to 1000"),
        ({"seats_per_organisation": "99999999999999999999"}, "Choose a number from 1 to 1000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(app, world, browser, wrong, said):
    answer = browser("ada").post("/groups/new", CHARTER | {"sponsor": "The board"} | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="The board"' in answer.text
    with app.app_context():
        assert db.session.query(WorkingGroup).count() == 0


def test_partners_come_in_with_the_group_and_one_call_makes_one_group(app, world, by):
    from grappe.organisations.models import Organisation

    with app.app_context():
        origin = db.session.get(Organisation, world.fibrelle)  # anything kept can be an origin
        partners = [
            (world.bo, world.textora),
            (world.cy, world.aquavia),
            (world.fay, world.plastalia),
        ]
        made = [
            make_group(by("ada"), partners=iter(partners), origin=origin, once=True)
            for _ in range(2)
        ]
        assert made[0].id == made[1].id
        assert in_room(made[0], world.bo) == "member"
        assert seat_in(made[0], world.cy).organisation_id == world.aquavia
        assert seat_in(made[0], world.fay) is None  # has left meanwhile
        assert make_group(by("ada"), origin=origin).id != made[0].id


def test_whoever_joins_an_open_group_is_in_its_rooms_and_twice_is_once(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada"), joining="open").id
    bo = browser("bo")
    for _ in range(2):
        assert bo.post(f"/groups/{number}/join").status_code == 303
    with app.app_context():
        group = db.session.get(WorkingGroup, number)
        assert db.session.query(GroupMember).filter_by(person_id=world.bo).count() == 1
        assert in_room(group, world.bo) == "member"


def test_nobody_joins_without_being_asked_where_asking_is_the_way(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada"), joining="request").id
    assert browser("bo").post(f"/groups/{number}/join").status_code == 403
    assert browser(None).post(f"/groups/{number}/join").status_code == 401


def test_a_request_waits_once_is_admitted_once_and_opens_the_rooms(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada")).id
    bo, ada = browser("bo"), browser("ada")
    for _ in range(2):
        answer = bo.post(f"/groups/{number}/ask", {"message": "We dye textiles."})
        assert answer.status_code == 303
    assert "Your request is waiting" in bo.get(f"/groups/{number}").text
    assert "We dye textiles." in ada.get(f"/groups/{number}/requests").text
    with app.app_context():
        [request] = requests_of(world.bo)
    for _ in range(2):
        assert ada.post(f"/groups/requests/{request.id}/admit").status_code == 303
    with app.app_context():
        group = db.session.get(WorkingGroup, number)
        assert seat_in(group, world.bo).organisation_id == world.textora
        assert in_room(group, world.bo) == "member"
        [request] = requests_of(world.bo)
        assert (request.state, request.decided_by_id) == ("admitted", world.ada)


def test_an_empty_request_comes_back_with_what_is_missing(world, browser, app, by):
    with app.app_context():
        number = make_group(by("ada")).id
    answer = browser("bo").post(f"/groups/{number}/ask", {"message": "  "})
    assert answer.status_code == 422
    assert "Say in a sentence why you want to come in" in answer.text


def test_a_refusal_needs_a_reason_and_whoever_asked_reads_it(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"))
        request = operations.ask(by("bo"), group, "We dye textiles.")
    ada, bo = browser("ada"), browser("bo")
    answer = ada.post(f"/groups/requests/{request.id}/refuse", {"reason": ""})
    assert answer.status_code == 422
    assert "Say why: whoever asked will read it" in answer.text
    ada.post(f"/groups/requests/{request.id}/refuse", {"reason": "We are complete until June."})
    page = bo.get(f"/groups/{group.id}").text
    assert "We are complete until June." in page
    assert bo.post(f"/groups/{group.id}/ask", {"message": "And in July?"}).status_code == 303


def test_an_answered_request_is_not_answered_otherwise(app, world, by):
    with app.app_context():
        group = make_group(by("ada"))
        request = operations.ask(by("bo"), group, "We dye textiles.")
        operations.admit(by("ada"), request)
        with pytest.raises(Conflict):
            operations.refuse(by("ada"), request, "Changed my mind.")
        with pytest.raises(Conflict):
            operations.withdraw(by("bo"), request)
        assert seat_in(group, world.bo) is not None


def test_only_who_runs_the_group_sees_and_decides_requests(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"), partners=[(world.cy, world.aquavia)])
        request = operations.ask(by("bo"), group, "We dye textiles.")
    for name, status in (("cy", 404), ("bea", 404), ("nora", 404), ("bo", 403)):
        who = browser(name)
        assert who.post(f"/groups/requests/{request.id}/admit").status_code == status, name
        assert who.get(f"/groups/{group.id}/requests").status_code == 403, name
    assert browser("bo").post(f"/groups/requests/{request.id}/withdraw").status_code == 303


def test_who_left_their_organisation_meanwhile_is_not_let_in(app, world, by):
    with app.app_context():
        group = make_group(by("ada"))
        request = operations.ask(by("dee", "textora"), group, "For Textora.")
        gone = db.session.query(Membership).filter_by(
            person_id=world.dee, organisation_id=world.textora
        )
        from grappe.foundation.db import utc_now

        gone.one().until = utc_now()
        db.session.commit()
        with pytest.raises(Invalid, match="no longer works"):
            operations.admit(by("ada"), request)
        assert db.session.get(GroupRequest, request.id).state == "waiting"


def test_people_are_found_and_invited_and_accept_once(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada"), joining="hidden").id
    ada, bo = browser("ada"), browser("bo")
    assert "Bo Exemple" in ada.get(f"/groups/{number}/invite?q=textora").text
    assert "Bo Exemple" in ada.get(f"/groups/{number}/invite?q=bo@example.org").text
    assert "Bo Exemple" not in ada.get(f"/groups/{number}/invite?q=bo@exam").text
    key = f"{world.bo}:{world.textora}"
    for _ in range(2):
        answer = ada.post(f"/groups/{number}/invite", {"who": key, "q": "textora"})
        assert answer.status_code == 303
    with app.app_context():
        [invitation] = db.session.query(GroupInvitation).all()
    assert "Circular textiles" in bo.get("/groups/").text
    for _ in range(2):
        assert bo.post(f"/groups/invitations/{invitation.id}/accept").status_code == 303
    with app.app_context():
        group = db.session.get(WorkingGroup, number)
        assert db.session.query(GroupMember).filter_by(person_id=world.bo).count() == 1
        assert in_room(group, world.bo) == "member"


def test_an_invitation_says_whom_it_needs_and_at_most_twenty(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada")).id
    ada = browser("ada")
    answer = ada.post(f"/groups/{number}/invite", {"q": "textora"})
    assert answer.status_code == 422
    assert "Choose at least one person" in answer.text
    many = [f"{n}:1" for n in range(1, 22)]
    answer = ada.post(f"/groups/{number}/invite", {"who": many, "q": "textora"})
    assert answer.status_code == 422
    assert "Invite at most 20 people" in answer.text
    wrong = ["x:y", "999999999999999999999:1", f"{world.bo}:{world.plastalia}"]
    for one in wrong:
        answer = ada.post(f"/groups/{number}/invite", {"who": one, "q": "textora"})
        assert answer.status_code == 422, one


def test_names_are_found_without_their_accents(app, world, by):
    from grappe.accounts.models import Person
    from grappe.groups.queries import findable

    with app.app_context():
        db.session.get(Person, world.bea).name = "Élodie Lœuvre"
        db.session.commit()
        group = make_group(by("ada"))
        for words in ("elodie", "ÉLODIE LOEUVRE", "loeuvre textora"):
            found, more = findable(by("ada"), group, words)
            assert [one.person_id for one in found] == [world.bea], words
            assert not more
        assert findable(by("ada"), group, "%")[0] == []
        assert findable(by("ada"), group, "sam exemple")[0] == []  # suspended


def test_a_revoked_or_declined_invitation_opens_nothing(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"), joining="hidden")
        [bo] = operations.invite(by("ada"), group, [(world.bo, world.textora)])
        [cy] = operations.invite(by("ada"), group, [(world.cy, world.aquavia)])
        bo, cy = bo.id, cy.id
        operations.revoke(by("ada"), db.session.get(GroupInvitation, bo))
    answer = browser("bo").post(f"/groups/invitations/{bo}/accept")
    assert answer.status_code == 409
    assert "Circular textiles" not in answer.text
    assert browser("cy").post(f"/groups/invitations/{cy}/decline").status_code == 303
    with app.app_context():
        group = db.session.merge(group)
        assert not allowed(by("cy"), "groups.read", group)
        assert not allowed(by("bo"), "groups.read", group)
        operations.invite(by("ada"), group, [(world.bo, world.textora)])  # may be asked again
        assert allowed(by("bo"), "groups.read", group)


def test_an_invitation_belongs_to_one_person_for_one_organisation(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"), joining="hidden")
        [one] = operations.invite(by("ada"), group, [(world.dee, world.textora)])
    assert browser("bo").post(f"/groups/invitations/{one.id}/accept").status_code == 404
    assert browser("alix").post(f"/groups/invitations/{one.id}/revoke").status_code == 404
    dee = browser("dee", "plastalia")
    page = dee.get(f"/groups/{group.id}").text
    assert "To accept, act for Textora." in page
    assert dee.post(f"/groups/invitations/{one.id}/accept").status_code == 403
    assert browser("dee", "textora").post(f"/groups/invitations/{one.id}/accept").status_code == 303


def test_being_let_in_settles_everything_that_waited(app, world, by):
    with app.app_context():
        group = make_group(by("ada"))
        request = operations.ask(by("bo"), group, "We dye textiles.")
        [invitation] = operations.invite(by("ada"), group, [(world.bo, world.textora)])
        operations.accept(by("bo"), invitation)
        assert db.session.get(GroupRequest, request.id, populate_existing=True).state == "admitted"


def test_the_seats_of_an_organisation_are_not_exceeded(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"), joining="open", seats_per_organisation=1)
        operations.join(by("bo"), group)
    answer = browser("bea").post(f"/groups/{group.id}/join")
    assert answer.status_code == 422
    assert "All seats of Textora in this group are taken (1)." in answer.text
    with app.app_context():
        bo = seat_in(group, world.bo)
        operations.change_role(by("ada"), bo, "observer")  # observers take no seat
        operations.join(by("bea"), group)
        with pytest.raises(Invalid, match="All seats"):
            operations.change_role(by("ada"), bo, "member")


def test_of_two_who_take_the_last_seat_at_once_one_gets_it(app, world, by):
    with app.app_context():
        number = make_group(by("ada"), joining="open", seats_per_organisation=1).id
        people = [by("bo"), by("bea"), by("dee", "textora")]
    gate, refused = threading.Barrier(len(people)), []

    def run(who):
        with app.app_context():
            group = db.session.get(WorkingGroup, number)
            gate.wait()
            try:
                operations.join(who, group)
            except Invalid as refusal:
                refused.append(refusal)

    threads = [threading.Thread(target=run, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with app.app_context():
        seats = db.session.query(GroupMember).filter_by(organisation_id=world.textora)
        assert seats.count() == 1
        assert len(refused) == 2


def test_the_same_person_clicking_everywhere_at_once_is_in_once(app, world, by):
    with app.app_context():
        group = make_group(by("ada"))
        request = operations.ask(by("bo"), group, "We dye textiles.")
        number, ada = group.id, by("ada")
    gate, faults = threading.Barrier(4), []

    def run():
        with app.app_context():
            row = db.session.get(GroupRequest, request.id)
            gate.wait()
            try:
                operations.admit(ada, row)
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with app.app_context():
        assert faults == []
        assert (
            db.session.query(GroupMember).filter_by(group_id=number, person_id=world.bo).count()
            == 1
        )


@pytest.mark.parametrize(
    ("module", "joining", "come"),
    [("seating", "open", lambda by, group: operations.join(by, group)),
     ("asking", "request", lambda by, group: operations.ask(by, group, "We dye textiles."))],
)  # fmt: skip
def test_a_door_that_shut_while_one_waited_for_the_group_stays_shut(
    app, world, by, monkeypatch, module, joining, come
):
    import importlib

    from sqlalchemy import update

    place = importlib.import_module(f"grappe.groups.operations.{module}")
    held = place.lock

    def another_was_quicker(group):
        db.session.execute(update(WorkingGroup).values(joining="invitation"))
        held(group)

    with app.app_context():
        group = make_group(by("ada"), joining=joining)
        monkeypatch.setattr(place, "lock", another_was_quicker)
        with pytest.raises(Forbidden):
            come(by("bo"), group)
        assert seat_in(group, world.bo) is None
        assert requests_of(world.bo) == []
