"""The sessions a visitor of the demonstration finds."""

import pytest
from sqlalchemy import func, select

from grappe.foundation.db import db, utc_now
from grappe.sessions.models import DateOption, DateVoice, Point, Registration, Session, SessionHost

pytestmark = pytest.mark.timeout(400)


def number(query):
    return db.session.scalar(query)


def test_an_hour_with_five_pitches_three_hosts_and_people_is_near(story):
    [hour] = db.session.scalars(select(Session).where(Session.visibility == "network")).all()
    assert hour.starts_at is not None and hour.starts_at > utc_now()
    assert number(select(func.count(Point.id)).where(Point.kind == "pitch")) == 5
    accepted = select(func.count()).where(SessionHost.accepted_at.is_not(None))
    assert number(accepted) == 3
    assert number(select(func.count(Registration.id))) >= 10


def test_a_group_looks_for_a_date(story):
    assert number(select(func.count(DateOption.id))) == 3
    assert number(select(func.count()).select_from(DateVoice)) == 9
