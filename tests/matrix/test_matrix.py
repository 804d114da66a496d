"""The authorization matrix: every route and event, as every kind of person, at every kind of object."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select

from grappe.foundation.db import db
from tests.matrix.things import EVERYBODY, doors, expected, links

CELLS = expected()


def test_nothing_is_without_an_expectation_and_no_expectation_without_a_thing(app):
    there = set(doors(app))
    judged = {(c.method, c.name) for c in CELLS}
    judged |= {(m, e) for m, e in there if e in links()}
    assert there - judged == set(), "nobody has said who may do this"
    assert judged - there == set(), "there is no such thing any more"
    assert len({(c.method, c.name, c.thing) for c in CELLS}) == len(CELLS), "said twice"


@pytest.mark.parametrize("name", sorted({c.name.split(".")[0].split(":")[0] for c in CELLS}))
@pytest.mark.timeout(400)
def test_everybody_gets_through_the_doors_that_are_theirs_and_no_others(theatre, name):
    wrong = []
    for cell in (c for c in CELLS if c.name.startswith((f"{name}.", f"{name}:"))):
        before = traces(theatre.app)
        for who in [p for p in EVERYBODY if p not in cell.who]:
            through, why = theatre.fire(cell, who)
            if through:
                wrong.append(f"{cell}: {who} got through ({why})")
                theatre.again()
        if not wrong:
            assert traces(theatre.app) == before, f"{cell}: somebody refused has left a trace"
        for who in [p for p in EVERYBODY if p in cell.who]:
            through, why = theatre.fire(cell, who)
            if not through:
                wrong.append(f"{cell}: {who} was refused ({why})")
            if cell.method != "GET":
                theatre.again()
    assert not wrong, "\n".join(["", *wrong])


def traces(app: Flask) -> SimpleNamespace:
    """How many rows there are in everything but the sessions of the browsers themselves."""
    with app.app_context():
        skipped = {"sign_in", "acting_for"}
        tables = [t for t in db.metadata.sorted_tables if t.name not in skipped]
        counts = select(*(select(func.count()).select_from(t).scalar_subquery() for t in tables))
        found = tuple(db.session.execute(counts).one())
        db.session.remove()
    return SimpleNamespace(counts=found)
