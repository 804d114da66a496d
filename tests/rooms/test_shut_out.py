"""Whoever is shut out between being recognised and having their turn says nothing more."""

import uuid

import pytest

from grappe.accounts.models import SignIn
from grappe.foundation.db import db
from grappe.foundation.errors import SignInFirst
from grappe.organisations.session import actor_of
from grappe.rooms.models import Message, Room
from grappe.rooms.operations import edit_message, post_message
from tests.rooms.staging import stage


def test_a_session_that_ended_while_waiting_for_the_room_speaks_no_more(app, world, by, browser):
    room, ada = stage(app, world, by), browser("ada")
    with app.app_context():
        waiting = actor_of(ada.client.get_cookie("grappe", domain="127.0.0.1").value)
        place = db.session.get(Room, room.id)
        entry = post_message(waiting, place, uuid.uuid4(), "still here")
        db.session.delete(db.session.get(SignIn, ada.sign_in_id))
        db.session.commit()
        with pytest.raises(SignInFirst):
            post_message(waiting, place, uuid.uuid4(), "a last word")
        with pytest.raises(SignInFirst):
            message = db.session.get(Message, entry.message_id)
            edit_message(waiting, place, message, uuid.uuid4(), "other words")
        assert db.session.query(Message).count() == 1
