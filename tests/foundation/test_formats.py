"""Dates and titles as readers expect them."""

import datetime as dt

import pytest
import time_machine
from flask_babel import force_locale

from grappe.foundation import formats


@pytest.mark.parametrize(
    ("language", "here", "next_year", "whole"),
    [
        ("fr", "24 déc.", "20 janv. 2027", "20\u00a0janvier 2027"),
        ("en", "24 Dec", "20 Jan 2027", "20\u00a0January 2027"),
    ],
)
def test_a_short_day_says_its_year_when_it_is_another(app, language, here, next_year, whole):
    with (
        app.test_request_context(),
        force_locale(language),
        time_machine.travel(dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)),
    ):
        assert formats.short_day(dt.date(2026, 12, 24)) == here
        assert formats.short_day(dt.date(2027, 1, 20)) == next_year
        assert formats.full_date(dt.date(2027, 1, 20)) == whole


def test_no_line_of_a_title_begins_with_its_colon():
    title = "Bacs réemployables : laver « en ligne » ? Une heure"
    kept = formats.unbroken(title)
    assert kept == "Bacs réemployables\u00a0: laver «\u00a0en ligne\u00a0»\u00a0? Une heure"
    assert formats.unbroken("Sensors: one at a time") == "Sensors: one at a time"
