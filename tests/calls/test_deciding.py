"""The caller's inbox: shortlist, accept, decline; conflicts are shown, places are counted."""

import pytest
from sqlalchemy import func, select

from grappe.calls.models import InterestNote, InterestSeat
from grappe.calls.operations import deciding, retracting
from grappe.calls.operations.writing import SeatText
from grappe.foundation.db import db
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.models import Deed, Origin
from grappe.organisations.models import Membership, Organisation

from .stage import answered, fields, interest, published, queries, wrong
from .test_answers import at_once

SEATS = (SeatText(words="Capteurs"), SeatText(words="PME", number=2))


@pytest.fixture
def call(app, world, by):
    with app.app_context():
        return published(world, by, seats=SEATS)


def state(number):
    return interest(number).state


def seats_of(call):
    from grappe.calls.queries import choices

    from .stage import call_of

    return {row.words: row.id for row in choices.seats(call_of(call))}


def test_the_inbox_sorts_answers_by_what_became_of_them(app, by, browser, call):
    with app.app_context():
        one, two = answered(by, call, "bo"), answered(by, call, "cy")
        retracting.withdraw(by("cy"), interest(two), 1)
    alix = browser("alix")
    page = alix.page(f"/calls/{call}/inbox")
    tabs = [" ".join(a.text.split()) for a in page.select(".tabs a")]
    assert tabs == ["New 1", "Shortlisted 0", "Accepted 0", "Declined 0", "Withdrawn 1"]
    assert [a.text for a in page.select(".row__title")] == ["Textora"]
    sent = fields(page, f"/interests/{one}/shortlist")
    back = alix.post(f"/calls/interests/{one}/shortlist", sent)
    assert back.location.endswith(f"/calls/{call}/inbox?state=sent")
    with app.app_context():
        assert state(one) == "shortlisted"


def test_the_inbox_costs_the_same_whatever_its_length(app, world, by, browser, call, monkeypatch):
    from grappe.foundation import shell

    monkeypatch.setattr(shell, "PARTS", [])
    ada, costs = browser("ada"), []
    for people in (("bo",), ("cy", "oda", "ivo", "nora")):
        with app.app_context():
            for person in people:
                answered(by, call, person)
        for path in (
            f"/calls/{call}/inbox",
            f"/calls/{call}",
            "/calls/interests/1",
            f"/calls/{call}/history",
        ):
            with queries(app) as said:
                assert ada.get(path).status_code in (200, 404)
            costs.append((path, len(said)))
    half = len(costs) // 2
    assert costs[:half] == costs[half:]
    assert all(cost <= 8 for _, cost in costs), costs


def test_the_page_of_a_call_costs_a_visitor_who_may_answer_the_same(
    app, by, browser, call, monkeypatch
):
    from grappe.foundation import shell

    monkeypatch.setattr(shell, "PARTS", [])
    bo, cy = browser("bo"), browser("cy")
    with app.app_context():
        answered(by, call, "bo")
    for person in (bo, cy):
        with queries(app) as said:
            assert person.get(f"/calls/{call}").status_code == 200
        assert len(said) <= 8, said


def test_an_answer_is_accepted_for_the_needs_one_chooses(app, world, by, browser, call):
    with app.app_context():
        seats = seats_of(call)
        one = answered(by, call, "bo", seats=tuple(seats.values()))
    ada = browser("ada")
    form = fields(ada.page(f"/calls/{call}/inbox"), "/accept")
    assert sorted(form["seats"]) == sorted(str(n) for n in seats.values())
    answer = ada.post(f"/calls/interests/{one}/accept", form | {"seats": str(seats["PME"])})
    assert answer.status_code == 303
    with app.app_context():
        granted = select(InterestSeat.seat_id).where(InterestSeat.granted)
        assert db.session.scalars(granted).all() == [seats["PME"]]
        assert (interest(one).state, interest(one).decided_by_id) == ("accepted", world.ada)
        [deed] = db.session.scalars(select(Deed).where(Deed.verb == "interests.accepted"))
        assert deed.data == {"call": call}
    page = browser("cy").page(f"/calls/{call}")
    assert "Textora" in page.select_one(".tour").text


def test_the_open_page_of_an_answer_says_that_it_is_accepted(app, by, browser, call):
    """What stands there is one of the parts that are swapped: nobody reads the old promise."""
    with app.app_context():
        one = answered(by, call, "bo")
    bo, part = browser("bo"), "[data-live-part=standing]"
    assert "has received it" in bo.page(f"/calls/interests/{one}").select_one(part).text
    with app.app_context():
        deciding.accept(by("ada"), interest(one), 1)
    assert "has accepted it" in bo.page(f"/calls/interests/{one}").select_one(part).text


def test_the_mandate_of_a_group_begins_as_the_call_was_written(app, world, by, browser):
    said = "We **measure** together:\n\n- two sites;\n- one method."
    with app.app_context():
        call = published(world, by, seats=SEATS, summary=said)
    mandate = browser("ada").page(f"/calls/{call}/group").select_one("[name=mandate]").text
    assert mandate.strip().replace("\r\n", "\n") == said


def test_a_full_need_takes_nobody_more(app, by, browser, call):
    with app.app_context():
        first, second = answered(by, call, "bo"), answered(by, call, "cy")
        deciding.accept(by("ada"), interest(first), 1)
    answer = browser("ada").post(f"/calls/interests/{second}/accept", {"version": "1"})
    assert answer.status_code == 422
    assert "There is no place left for “Capteurs”: it is for 1." in answer.text
    with app.app_context():
        assert state(second) == "sent"


def test_a_need_the_caller_has_covered_meanwhile_takes_nobody(app, world, by, call):
    from grappe.calls.models import Seat

    with app.app_context():
        one = answered(by, call, "bo")
        db.session.get_one(Seat, seats_of(call)["Capteurs"]).covered = True
        db.session.commit()
        with pytest.raises(Invalid, match="no place left"):
            deciding.accept(by("ada"), interest(one), 1)


def test_fifty_accept_the_last_place_at_once_and_one_gets_it(app, world, by, call):
    from grappe.accounts.models import Person
    from grappe.foundation.db import utc_now

    with app.app_context():
        for i in range(50):
            org = Organisation(
                slug=f"o{i}", name=f"O{i}", sort_key=f"o{i}", kind="cluster", claimed_at=utc_now()
            )
            person = Person(email=f"p{i}@example.org", name=f"P{i}", confirmed_at=utc_now())
            db.session.add_all([org, person])
            db.session.flush()
            db.session.add(Membership(person_id=person.id, organisation_id=org.id))
        db.session.commit()
        people = db.session.execute(
            select(Person.id, Membership.organisation_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Person.email.startswith("p"), Person.name != "Pip Exemple")
        ).all()  # fmt: skip
        from grappe.organisations.session import acting

        ids = [answered(lambda p: acting(*p), call, tuple(row)) for row in people]
        assert len(ids) == 50

    def accept(i):
        return deciding.accept(by("ada" if i % 2 else "alix"), interest(ids[i]), 1).id

    results = at_once(app, 50, accept)
    assert sum(isinstance(r, int) for r in results) == 1
    assert sum(isinstance(r, Invalid) and not isinstance(r, Conflict) for r in results) == 49
    with app.app_context():
        taken = select(func.count()).select_from(InterestSeat).where(InterestSeat.granted)
        assert db.session.scalar(taken) == 1


def test_accepting_after_a_withdrawal_is_a_conflict_that_is_shown(app, by, browser, call):
    with app.app_context():
        one = answered(by, call)
    ada = browser("ada")
    page = ada.page(f"/calls/{call}/inbox")
    with app.app_context():
        retracting.withdraw(by("bo"), interest(one), 1)
    for act, more in (
        ("accept", {}),
        ("shortlist", {}),
        ("decline", {"reason": "other", "words": "Merci"}),
    ):
        late = ada.post(f"/calls/interests/{one}/{act}", fields(page, f"/{act}") | more)
        assert late.status_code == 409
        assert "Answer withdrawn" in late.text
        assert "Nothing was decided" in late.text or "Nothing was overwritten" in late.text
    with app.app_context():
        assert state(one) == "withdrawn"
        for act in (deciding.accept, deciding.shortlist):
            with pytest.raises(Conflict, match="withdrawn in the meantime"):
                act(by("ada"), interest(one), interest(one).version)


def test_accepting_what_was_changed_meanwhile_is_a_conflict(app, by, browser, call):
    from grappe.calls.operations import answering
    from grappe.calls.operations.answering import Answer

    with app.app_context():
        one = answered(by, call)
    ada = browser("ada")
    page = ada.page(f"/calls/{call}/inbox")
    with app.app_context():
        said = Answer("Finalement moins.", (seats_of(call)["Capteurs"],))
        answering.revise(by("bo"), interest(one), 1, said, send=True)
    late = ada.post(f"/calls/interests/{one}/accept", fields(page, "/accept"))
    assert late.status_code == 409
    assert "Finalement moins." in late.text
    with app.app_context():
        assert state(one) == "sent"


def test_two_colleagues_decide_at_once_and_the_second_sees_it(app, by, browser, call):
    with app.app_context():
        one = answered(by, call)
    ada, alix = browser("ada"), browser("alix")
    hers, his = ada.page(f"/calls/interests/{one}"), alix.page(f"/calls/interests/{one}")
    sent = fields(his, "/decline") | {"reason": "other", "words": "Merci à vous."}
    assert alix.post(f"/calls/interests/{one}/decline", sent).status_code == 303
    late = ada.post(f"/calls/interests/{one}/accept", fields(hers, "/accept"))
    assert late.status_code == 409
    assert "Merci à vous." in late.text


@pytest.mark.parametrize("run", range(3))
def test_a_withdrawal_and_an_acceptance_at_once_leave_no_half(app, by, call, run):
    with app.app_context():
        one = answered(by, call)

    def act(i):
        if i:
            return retracting.withdraw(by("bo"), interest(one), 1).state
        return deciding.accept(by("ada"), interest(one), 1).state

    results = at_once(app, 2, act)
    assert sum(isinstance(r, Conflict) for r in results) == 1
    with app.app_context():
        granted = db.session.scalars(select(InterestSeat.granted)).all()
        assert (state(one), granted) in (("accepted", [True]), ("withdrawn", [False]))


def test_declining_asks_for_a_reason_and_courteous_words(app, by, browser, call):
    with app.app_context():
        one = answered(by, call)
    ada = browser("ada")
    form = fields(ada.page(f"/calls/interests/{one}"), "/decline")
    assert "Thank you for your answer" in form["words"][0]
    for more in ({"words": ""}, {"reason": "x"}, {"words": "y" * 1001}):
        answer = ada.post(f"/calls/interests/{one}/decline", form | more)
        assert answer.status_code == 422
        assert "".join(more.get("words", form["words"][0]))[:900] in answer.text
    assert (
        ada.post(f"/calls/interests/{one}/decline", form | {"reason": "other_profile"}).status_code
        == 303
    )
    page = browser("bo").get(f"/calls/interests/{one}").text
    assert "Another profile suits better" in page
    assert "Thank you for your answer" in page


def test_a_decision_is_taken_back_to_the_shortlist(app, by, call):
    with app.app_context():
        one = answered(by, call)
        deciding.accept(by("ada"), interest(one), 1)
        deciding.shortlist(by("ada"), interest(one), 2)
        assert state(one) == "shortlisted"
        assert db.session.scalars(select(InterestSeat.granted)).all() == [False]
        deciding.decline(by("ada"), interest(one), 3, "other", "Merci")
        deciding.shortlist(by("ada"), interest(one), 4)
        assert (interest(one).reason, interest(one).reason_text) == ("", "")


def test_the_private_thread_is_written_by_both_and_a_double_click_is_one_note(
    app, by, browser, call
):
    with app.app_context():
        one = answered(by, call)
    for person, words in (
        ("ada", "Combien ?"),
        ("ada", "Combien ?"),
        ("bo", "Deux."),
        ("dee", "Bien."),
    ):
        assert (
            browser(person).post(f"/calls/interests/{one}/notes", {"body": words}).status_code
            == 303
        )
    page = browser("bea").page(f"/calls/interests/{one}")
    assert [div.text.strip() for div in page.select("#thread .prose")] == [
        "Combien ?",
        "Deux.",
        "Bien.",
    ]
    assert browser("bo").post(f"/calls/interests/{one}/notes", {"body": " "}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(InterestNote.id))) == 3
        assert (
            len(db.session.scalars(select(Deed).where(Deed.verb == "interests.noted")).all()) == 3
        )


def test_one_decides_for_the_caller_only_while_acting_for_it(app, by, browser, call):
    with app.app_context():
        one = answered(by, call, "cy")
    for act in ("accept", "shortlist", "decline"):
        sent = {"version": "1", "reason": "other", "words": "x"}
        assert (
            browser("dee", "textora").post(f"/calls/interests/{one}/{act}", sent).status_code == 403
        )
        assert browser("cy").post(f"/calls/interests/{one}/{act}", sent).status_code == 403
    with app.app_context():
        assert state(one) == "sent"


def test_a_group_is_made_with_the_accepted_partners_once(app, world, by, browser, call):
    from grappe.groups.models import GroupMember, WorkingGroup

    with app.app_context():
        one = answered(by, call, "bo")
        answered(by, call, "cy")
    ada = browser("ada")
    form = fields(ada.page(f"/calls/{call}/group"))
    assert ada.post(f"/calls/{call}/group", form).status_code == 409
    with app.app_context():
        deciding.accept(by("ada"), interest(one), 1)
    assert ada.post(f"/calls/{call}/group", form | {"name": ""}).status_code == 422
    assert wrong(ada.post(f"/calls/{call}/group", form | {"joining": "x"}))
    first = ada.post(f"/calls/{call}/group", form)
    assert first.status_code == 303
    assert ada.post(f"/calls/{call}/group", form).location == first.location
    with app.app_context():
        [group] = db.session.scalars(select(WorkingGroup))
        members = select(GroupMember.person_id).where(GroupMember.group_id == group.id)
        assert set(db.session.scalars(members)) == {world.ada, world.bo}
        [origin] = db.session.scalars(select(Origin).where(Origin.to_type == "working_group"))
        assert (origin.from_type, origin.from_id) == ("call", call)
    assert browser("bo").get(first.location).status_code == 200
