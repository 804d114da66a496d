"""A first start may be killed: then nothing is there, and the next one tells it all."""

import pytest
from sqlalchemy import func, select

from grappe import demo
from grappe.calls.models import Call
from grappe.demo import texts
from grappe.demo.calls import CallPlot
from grappe.foundation.db import db
from grappe.foundation.policy import RULES
from grappe.foundation.queue import Queue
from grappe.organisations.models import Organisation


class Killed(BaseException):
    pass


@pytest.fixture
def short_story(monkeypatch):
    """One call and no groups: enough to be interrupted in."""
    one, plain = texts.calls()[0], texts.table
    monkeypatch.setattr(texts, "calls", lambda: [one])
    monkeypatch.setattr(
        texts, "table", lambda name: [] if name in ("group", "session") else plain(name)
    )


def counted(model):
    found = db.session.scalar(select(func.count()).select_from(model))
    db.session.rollback()
    return found


def test_what_was_killed_half_way_is_not_there_and_the_next_start_tells_it(
    app, short_story, monkeypatch
):
    def killed(self):
        raise Killed

    rules, woken = dict(RULES), Queue.run
    with app.app_context():
        with monkeypatch.context() as fault:
            fault.setattr(CallPlot, "closed", killed)
            with pytest.raises(Killed):
                demo.load()
        assert (counted(Organisation), counted(Call)) == (0, 0)
        assert demo.load() is True
        assert (counted(Call), demo.load()) == (1, False)
    assert (RULES, Queue.run) == (rules, woken), "the server goes on as before"
