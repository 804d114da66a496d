"""A group's page shows the sessions of its rooms, to whoever may read them."""

from grappe.foundation.db import db
from grappe.groups.models import GroupRoom
from tests.groups.stage import make_group
from tests.sessions.staging import planned


def test_a_group_shows_its_sessions_and_lets_its_chair_plan_one(app, by, browser):
    with app.app_context():
        group = make_group(by("ada"))
        place = db.session.query(GroupRoom).filter_by(group_id=group.id).one()
        number, room = group.id, place.room_id
    page = browser("ada").page(f"/groups/{number}")
    assert page.select_one(f"a[href='/sessions/new?room={room}']")
    with app.app_context():
        planned(by("ada"), room)
    assert "Decarbonising heat" in browser("ada").get(f"/groups/{number}").text
    assert "Decarbonising heat" not in browser("cy").get(f"/groups/{number}").text
    form = browser("ada").page(f"/sessions/new?room={room}")
    assert form.select_one(f"option[value='{room}'][selected]")
