"""The directory as it is on the first day: the real clusters, and the cast's own organisations."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from grappe.directory.operations import load_real_clusters
from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db, utc_now
from grappe.foundation.text import fold
from grappe.organisations.models import Competence


@pytest.fixture
def loaded(app: Flask, world: SimpleNamespace) -> SimpleNamespace:
    with app.app_context():
        load_real_clusters(SYSTEM)
    return world


@pytest.fixture
def says(app: Flask, world: SimpleNamespace) -> Any:
    """says("plastalia", "brings", "Capteurs"): the organisation's profile says so."""

    def write(organisation: str, side: str, *words: str) -> None:
        with app.app_context():
            for said in words:
                db.session.add(
                    Competence(
                        organisation_id=getattr(world, organisation), side=side, words=said,
                        folded=fold(said),
                    )
                )  # fmt: skip
            db.session.commit()

    return write


@pytest.fixture
def calls_for(app: Flask, world: SimpleNamespace) -> Any:
    """calls_for("textora", "Title", person="bo", …): a call as it lies in the database."""
    import datetime as dt

    from grappe.calls.models import Call, CallCluster

    def put(
        organisation: str, title: str, person: str, to: tuple[str, ...] = (), **more: Any
    ) -> int:
        with app.app_context():
            given = {
                "state": "open", "visibility": "public", "deadline": utc_now() + dt.timedelta(30),
            } | more  # fmt: skip
            call = Call(
                key=f"{organisation}-{title}"[:36], organisation_id=getattr(world, organisation),
                author_id=getattr(world, person), title=title, **given,
            )  # fmt: skip
            db.session.add(call)
            db.session.flush()
            for name in to:
                db.session.add(CallCluster(call_id=call.id, organisation_id=getattr(world, name)))
            db.session.commit()
            return call.id

    return put


@pytest.fixture
def counted(app: Flask) -> Any:
    """counted(fn) gives how many statements the database got while `fn` ran."""

    def count(do: Any) -> int:
        asked: list[str] = []

        def note(_c: object, _cu: object, statement: str, *_: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
                asked.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            do()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    return count
