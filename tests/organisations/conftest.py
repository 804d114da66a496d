"""A mailbox that is empty at first, and the password everybody of the cast may be given."""

import pytest

from grappe.accounts.models import Person
from grappe.foundation import passwords
from grappe.foundation.db import db
from tests import letters

PASSWORD = "orage violet sur la jetee"


@pytest.fixture
def post(app, work):
    """post("ada@example.org") is what that address has been sent, after the worker's round."""
    letters.burn(app)

    def arrived(address=""):
        work()
        return letters.letters(app, address)

    return arrived


@pytest.fixture
def password(app, world):
    """password("ada") gives Ada a password and says it."""

    def given(name):
        with app.app_context():
            kept = passwords.hashed(PASSWORD)
            db.session.get_one(Person, getattr(world, name)).password = kept
            db.session.commit()
        return PASSWORD

    return given


@pytest.fixture
def queries(app):
    """with queries() as seen: what is asked of the database meanwhile."""
    import contextlib

    from sqlalchemy import event

    @contextlib.contextmanager
    def watched():
        seen = []
        with app.app_context():
            engine = db.engine

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return watched
