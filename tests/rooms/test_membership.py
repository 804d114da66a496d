"""Who is let in, and who is not any more."""

import pytest

from grappe.foundation.db import db
from grappe.foundation.errors import Forbidden, Missing
from grappe.foundation.policy import allowed, audience
from grappe.rooms import queries
from grappe.rooms.models import Room
from tests.rooms.staging import admitted, dismissed, opened, said


def test_who_is_let_in_reads_and_who_is_dismissed_does_not(app, world, by):
    with app.app_context():
        room = opened(by("ada"), world, ada="chair", bo="member", bea="observer")
        version = room.acl_version
        assert set(db.session.scalars(audience("rooms.read", room))) == {
            world.ada,
            world.bo,
            world.bea,
        }
        assert not allowed(by("cy"), "rooms.read", room)
        assert not allowed(by("nora"), "rooms.read", room)
        assert dismissed(room.id, world, "bo")
        assert not dismissed(room.id, world, "bo")
        assert not allowed(by("bo"), "rooms.read", room)
        assert db.session.get(Room, room.id).acl_version > version
        admitted(room.id, world, "bo")
        assert allowed(by("bo"), "rooms.post", room)


def test_an_observer_reads_but_does_not_write(app, world, by):
    with app.app_context():
        room = opened(by("ada"), world, ada="chair", bo="observer")
        with pytest.raises(Forbidden):
            said(by("bo"), room.id, "hello")
        with pytest.raises(Missing):
            said(by("cy"), room.id, "hello")
        admitted(room.id, world, "bo", "member")
        assert said(by("bo"), room.id, "hello")


def test_the_list_counts_what_waits(app, world, by):
    with app.app_context():
        room = opened(by("ada"), world, ada="chair", bo="member")
        said(by("bo"), room.id, "one", "two")
        [row] = queries.rooms_of(by("ada"))
        assert (row.title, row.unread) == ("General", 2)
        assert queries.unread_total(by("ada")) == 2
        assert queries.unread_total(by("bo")) == 0
        assert queries.unread_total(by("cy")) == 0


def test_a_membership_ends_with_the_work_for_the_organisation(app, world, by):
    from sqlalchemy import update

    from grappe.foundation.db import utc_now
    from grappe.organisations.models import Membership

    with app.app_context():
        room = opened(by("ada"), world, ada="chair", dee="member")
        dee = by("dee", "textora")
        assert allowed(dee, "rooms.read", room)
        db.session.execute(
            update(Membership)
            .where(Membership.person_id == world.dee, Membership.organisation_id == world.plastalia)
            .values(until=utc_now())
        )
        db.session.commit()
        assert not allowed(dee, "rooms.read", room)
        assert world.dee not in set(db.session.scalars(audience("rooms.read", room)))
