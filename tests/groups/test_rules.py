"""Who may do what in a group, asked bare and in both directions."""

import pytest

from grappe.foundation.db import db, utc_now
from grappe.foundation.policy import abilities, allowed, audience
from grappe.groups import operations
from grappe.organisations.models import Membership
from tests.groups.stage import make_group, seat_in

EVERYBODY = ("ada", "alix", "bo", "bea", "cy", "dee", "nora", "nils", "oda", "ivo", "una")


def may(by, world, action, group):
    """Who of the cast may, for the organisation they act for by default."""
    found = set()
    for name in EVERYBODY:
        if world.home[name][0] and allowed(by(name), action, group):
            found.add(name)
    return found


@pytest.mark.parametrize("joining", ["open", "request", "invitation"])
def test_the_card_is_for_whoever_belongs_to_an_organisation(app, world, by, joining):
    with app.app_context():
        group = make_group(by("ada"), joining=joining)
        assert may(by, world, "groups.read", group) == set(EVERYBODY) - {"una"}
        assert set(db.session.scalars(audience("groups.read", group))) == {
            getattr(world, name) for name in set(EVERYBODY) - {"una"}
        }


def test_a_hidden_group_is_known_to_members_and_those_invited_only(app, world, by):
    with app.app_context():
        group = make_group(by("ada"), joining="hidden", partners=[(world.bo, world.textora)])
        operations.invite(by("ada"), group, [(world.cy, world.aquavia)])
        assert may(by, world, "groups.read", group) == {"ada", "bo", "cy"}
        assert set(db.session.scalars(audience("groups.read", group))) == {
            world.ada,
            world.bo,
            world.cy,
        }


def test_inside_are_the_members_and_the_network_has_no_key(app, world, by):
    with app.app_context():
        group = make_group(by("ada"), joining="open", partners=[(world.bo, world.textora)])
        assert may(by, world, "groups.enter", group) == {"ada", "bo"}
        assert set(db.session.scalars(audience("groups.enter", group))) == {world.ada, world.bo}


def test_whoever_has_left_the_organisation_is_out_before_the_worker_hears_of_it(app, world, by):
    with app.app_context():
        group = make_group(by("ada"), partners=[(world.dee, world.textora)])
        dee = by("dee", "plastalia")
        assert allowed(dee, "groups.enter", group)
        leave_organisation(world.dee, world.textora)
        assert not allowed(dee, "groups.enter", group)
        assert world.dee not in set(db.session.scalars(audience("groups.enter", group)))


def leave_organisation(person_id, organisation_id):
    row = db.session.query(Membership).filter_by(
        person_id=person_id, organisation_id=organisation_id
    )
    row.one().until = utc_now()
    db.session.commit()


def test_chair_and_secretary_run_the_group_only_the_chair_ends_it(app, world, by):
    with app.app_context():
        group = make_group(
            by("ada"), partners=[(world.bo, world.textora), (world.cy, world.aquavia)]
        )
        operations.change_role(by("ada"), seat_in(group, world.bo), "secretary")
        assert may(by, world, "groups.manage", group) == {"ada", "bo"}
        assert may(by, world, "groups.invite", group) == {"ada", "bo"}
        assert may(by, world, "groups.desk", group) == {"ada", "bo"}
        assert may(by, world, "groups.hand_over", group) == {"ada"}
        assert may(by, world, "groups.close", group) == {"ada"}
        assert may(by, world, "groups.leave", group) == {"ada", "bo", "cy"}


def test_to_run_a_group_one_acts_for_the_organisation_one_sits_there_for(app, world, by):
    with app.app_context():
        group = make_group(by("dee", "textora"))
        assert allowed(by("dee", "textora"), "groups.manage", group)
        other = by("dee", "plastalia")
        assert allowed(other, "groups.enter", group)
        assert allowed(other, "groups.leave", group)
        assert abilities(other, group, "groups.manage", "groups.close", "groups.hand_over") == set()


@pytest.mark.parametrize(
    ("joining", "action", "who"),
    [
        ("open", "groups.join", set(EVERYBODY) - {"una"}),
        ("request", "groups.join", set()),
        ("request", "groups.request", set(EVERYBODY) - {"una"}),
        ("invitation", "groups.join", set()),
        ("invitation", "groups.request", set()),
        ("hidden", "groups.join", set()),
        ("hidden", "groups.request", set()),
    ],
)
def test_how_one_comes_in_decides_who_may_come(app, world, by, joining, action, who):
    with app.app_context():
        group = make_group(by("ada"), joining=joining)
        assert may(by, world, action, group) == who


def test_a_closed_group_can_be_read_but_not_run(app, world, by):
    with app.app_context():
        group = make_group(by("ada"), joining="open", partners=[(world.bo, world.textora)])
        operations.close(by("ada"), group, "The letter is sent.")
        for action in ("groups.manage", "groups.join", "groups.hand_over", "groups.invite"):
            assert may(by, world, action, group) == set(), action
        assert may(by, world, "groups.enter", group) == {"ada", "bo"}
        assert may(by, world, "groups.close", group) == {"ada"}


def test_only_who_acts_for_an_organisation_makes_groups(app, world, by):
    from dataclasses import replace

    with app.app_context():
        assert allowed(by("ada"), "groups.create")
        assert not allowed(replace(by("ada"), organisation_id=None), "groups.create")
        assert not allowed(replace(by("ada"), organisation_id=world.textora), "groups.create")


def test_nobody_may_follow_other_slices_but_the_worker(app, world, by):
    with app.app_context():
        somebody = [name for name in EVERYBODY if world.home[name][0]]
        assert not [name for name in somebody if allowed(by(name), "groups.follow")]
