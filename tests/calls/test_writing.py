"""A call is written, checked, published."""

from sqlalchemy import select

from grappe.calls.models import Call, Seat
from grappe.foundation.db import db

from .stage import TITLE, fields


def ready(page, world, **more):
    sent = fields(page)
    sent |= {
        "title": TITLE, "summary": "Les centres de tri séparent à la main.",
        "seats-0-words": "Capteurs proche infrarouge", "deadline_day": "2027-06-01",
        "second_contact_id": str(world.alix), "visibility": "network",
    }  # fmt: skip
    return sent | more


def test_a_call_is_published_from_the_form(browser, world, app):
    ada = browser("ada")
    answer = ada.post("/calls/new", ready(ada.page("/calls/new"), world, publish="1"))
    page = ada.follow(answer)
    assert page.status_code == 200
    assert TITLE in page.text
    with app.app_context():
        [call] = db.session.scalars(select(Call))
        assert (call.state, call.organisation_id, call.author_id) == ("open", world.plastalia, world.ada)
        assert [s.words for s in db.session.scalars(select(Seat))] == ["Capteurs proche infrarouge"]
    for person in ("bo", "cy", "oda"):
        assert browser(person).get(answer.location).status_code == 200
    assert browser("bo").get("/calls/?tab=all").text.count(TITLE) == 1
