"""A call of Plastalia that Textora answers, as rows; and deeds without the operations around them.

Alix wrote the call, Dee (who works for Textora too) is its second contact, Ada is administrator. Bea
answered for Textora; Bo and Dee are her colleagues.
"""

import datetime as dt
import secrets

from sqlalchemy import event, select, update

from grappe.accounts.models import Person
from grappe.calls.models import (
    Call,
    CallCluster,
    CallFollow,
    CallQuestion,
    Interest,
    Seat,
)
from grappe.calls.operations.seating import index_words
from grappe.foundation.db import db, utc_now
from grappe.foundation.news import deed
from grappe.foundation.operations import operation
from grappe.foundation.text import match_key
from grappe.notifications.models import Notification
from grappe.organisations.models import Membership

TITLE = "Canary melon sorting"


def a_call(world, visibility="network", title=TITLE, named=(), **more):
    now = utc_now()
    given = {
        "organisation_id": world.plastalia, "author_id": world.alix, "second_contact_id": world.dee,
        "state": "open", "published_at": now, "deadline": now + dt.timedelta(days=30),
    }  # fmt: skip
    made = Call(key=secrets.token_hex(16), title=title, visibility=visibility, **(given | more))
    db.session.add(made)
    db.session.flush()
    for name in named:
        db.session.add(CallCluster(call_id=made.id, organisation_id=getattr(world, name)))
    db.session.commit()
    return made


def a_seat(call, words):
    db.session.add(Seat(call_id=call.id, words=words, match_key=match_key(words)))
    db.session.flush()
    index_words(call)


def an_answer(world, call, state="sent", **more):
    given = {
        "organisation_id": world.textora, "person_id": world.bea, "party_id": world.textora,
        "caller_id": call.organisation_id, "sent_at": utc_now() if state != "draft" else None,
    }  # fmt: skip
    made = Interest(key=secrets.token_hex(16), call_id=call.id, state=state, **(given | more))
    db.session.add(made)
    db.session.commit()
    return made


def follow(world, call, *names):
    db.session.add_all(CallFollow(call_id=call.id, person_id=getattr(world, n)) for n in names)
    db.session.commit()


def a_question(world, call, name, organisation):
    made = CallQuestion(
        call_id=call.id, person_id=getattr(world, name), body="?",
        organisation_id=getattr(world, organisation),
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


@operation
def did(by, verb, thing, **data):
    """A deed as an operation of a lower slice makes it; gives its id."""
    return deed(by, verb, thing, **data).id


def leaves(world, name, organisation):
    member = update(Membership).where(
        Membership.person_id == getattr(world, name),
        Membership.organisation_id == getattr(world, organisation),
    )
    db.session.execute(member.values(until=utc_now()))
    db.session.commit()


def suspend(world, name):
    row = update(Person).where(Person.id == getattr(world, name))
    db.session.execute(row.values(suspended_at=utc_now()))
    db.session.commit()


def told(app, world):
    """Who has which kinds of notification, by their names: {"ada": ["interests.sent"]}."""
    names = {getattr(world, name): name for name in world.home}
    found = {}
    with app.app_context():
        rows = select(Notification.person_id, Notification.kind).order_by(Notification.id)
        for person_id, kind in db.session.execute(rows):
            found.setdefault(names[person_id], []).append(kind)
    return found


class Counted:
    """Counts the statements of whatever runs inside."""

    def __init__(self, app):
        self.app, self.statements = app, []

    def __enter__(self):
        with self.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self.hear)
        return self

    def __exit__(self, *_):
        event.remove(self.engine, "before_cursor_execute", self.hear)

    def hear(self, _connection, _cursor, statement, *_):
        self.statements.append(statement)

    @property
    def count(self):
        return len(self.statements)
