"""What the tests of calls begin with: a call that is ready, its forms, an answer."""

import datetime as dt
import io
import re
import uuid
from contextlib import contextmanager

from bs4 import BeautifulSoup
from sqlalchemy import event, select
from werkzeug.datastructures import FileStorage

from grappe.calls.models import Call, Interest, Seat
from grappe.calls.operations import answering, publishing, writing
from grappe.calls.operations.answering import Answer
from grappe.calls.operations.writing import CallText, SeatText
from grappe.foundation.db import db, utc_now
from grappe.foundation.receiving import receive

TITLE = "Tri optique des textiles usagés"


def text(world, **more):
    """A call that may be published as it stands."""
    given = {
        "title": TITLE, "summary": "Les centres de tri séparent encore les vêtements à la main.",
        "deadline": utc_now() + dt.timedelta(days=30), "second_contact_id": world.alix,
        "visibility": "network", "seats": (SeatText(words="Capteurs proche infrarouge"),),
    }  # fmt: skip
    return CallText(**(given | more))


def draft(world, by, person="ada", **more):
    return writing.start(by(person), str(uuid.uuid4()), text(world, **more))


def published(world, by, person="ada", **more):
    """An open call; its id."""
    return publishing.post(by(person), str(uuid.uuid4()), text(world, **more)).id


def answered(by, call_id, person="bo", send=True, **more):
    """An answer for the first seat; its id."""
    call = db.session.get_one(Call, call_id)
    first = db.session.scalars(select(Seat.id).where(Seat.call_id == call_id)).first()
    if file := more.get("file"):
        more["file"] = receive(by(person), file)
    said = Answer(**({"message": "Nous avons une tête de mesure.", "seats": (first,)} | more))
    return answering.respond(by(person), call, str(uuid.uuid4()), said, send=send).id


def taken_in(by, content, name):
    return receive(by, FileStorage(io.BytesIO(content), name))


def interest(number):
    return db.session.get_one(Interest, number)


def call_of(number):
    return db.session.get_one(Call, number)


def wrong(answer):
    """What the summary of a form that came back says is to be corrected."""
    page = BeautifulSoup(answer.text, "html5lib")
    return [li.text for li in page.select(".errors li")]


def fields(page, action=None):
    """The fields of a form of the page as a browser would send them back."""
    forms = page.select("main form[method=post]")
    form = next(f for f in forms if action is None or f.get("action", "").endswith(action))
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "textarea":
            value = re.sub(r"^\r?\n", "", field.text)
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen["value"] if chosen else ""
        else:
            value = field.get("value", "on" if kind == "checkbox" else "")
        if kind != "file":
            sent.setdefault(field["name"], []).append(value)
    return sent


@contextmanager
def queries(app):
    """The statements that are sent to the database meanwhile."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
