"""Dates, times, numbers and money as a reader of French or English expects them."""

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from .db import utc_now

HARD = "\u00a0"
PATTERNS = {
    "fr": {
        "day": "EEEE d\u00a0MMMM",
        "year": "d\u00a0MMMM y",
        "short": "d MMM",
        "short_year": "d MMM y",
    },
    "en": {
        "day": "EEEE d\u00a0MMMM",
        "year": "d\u00a0MMMM y",
        "short": "d MMM",
        "short_year": "d MMM y",
    },
}


def language() -> str:
    locale = get_locale()
    return locale.language if locale and locale.language in PATTERNS else "en"


def local(when: dt.datetime, zone: str = "") -> dt.datetime:
    return when.astimezone(ZoneInfo(zone) if zone else get_timezone())


def _day_of(when: dt.datetime | dt.date, zone: str) -> dt.date:
    return local(when, zone).date() if isinstance(when, dt.datetime) else when


def _dated(when: dt.datetime | dt.date, pattern: str, zone: str = "") -> str:
    return format_date(_day_of(when, zone), PATTERNS[language()][pattern], locale=language())


def day(when: dt.datetime | dt.date, zone: str = "") -> str:
    """ "mardi 24 novembre", with the year when it is not this one."""
    this_year = local(utc_now(), zone).year == _day_of(when, zone).year
    return _dated(when, "day" if this_year else "year", zone)


def short_day(when: dt.datetime | dt.date, zone: str = "") -> str:
    """ "24 nov.", with the year when it is not this one."""
    this_year = local(utc_now(), zone).year == _day_of(when, zone).year
    return _dated(when, "short" if this_year else "short_year", zone)


def full_date(when: dt.datetime | dt.date, zone: str = "") -> str:
    return _dated(when, "year", zone)


def clock(when: dt.datetime, zone: str = "") -> str:
    moment = local(when, zone)
    if language() == "fr":
        return f"{moment.hour}{HARD}h" + (f"{HARD}{moment:%M}" if moment.minute else "")
    return format_time(moment, "HH:mm", locale="en")


def day_time(when: dt.datetime, zone: str = "") -> str:
    return _("%(day)s, %(time)s", day=day(when, zone), time=clock(when, zone))


def days_left(when: dt.datetime | dt.date, zone: str = "") -> int:
    """Whole days from today to the day of `when`, in the reader's zone; negative when past."""
    return (_day_of(when, zone) - local(utc_now(), zone).date()).days


def until(when: dt.datetime | dt.date, zone: str = "") -> str:
    """How long there is left, in words."""
    left = days_left(when, zone)
    if left < 0:
        return _("past")
    if left == 0:
        return _("today")
    if left == 1:
        return _("tomorrow")
    return ngettext("%(num)d day", "%(num)d days", left)


def urgency(when: dt.datetime | dt.date, zone: str = "") -> str:
    """`late` from two days before, `soon` from fourteen: the class that colours a deadline."""
    left = days_left(when, zone)
    return "late" if left <= 2 else "soon" if left <= 14 else ""


def ago(when: dt.datetime) -> str:
    """How long since, in words; never a negative age."""
    minutes = max(0, int((utc_now() - when).total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)
    back = -days_left(when)
    if back == 0:
        return _("today, %(time)s", time=clock(when))
    if back == 1:
        return _("yesterday, %(time)s", time=clock(when))
    return day(when)


def number(value: float) -> str:
    return format_decimal(value, locale=language())


def money(euros: int) -> str:
    """Whole euros."""
    written = format_decimal(euros, locale=language())
    return f"{written}{HARD}€" if language() == "fr" else f"€{written}"


def size(octets: int) -> str:
    units = ("o", "Ko", "Mo", "Go") if language() == "fr" else ("B", "KB", "MB", "GB")
    value, unit = float(octets), units[0]
    for unit in units:  # noqa: B007
        if value < 1000:
            break
        value /= 1000
    digits = 1 if value < 10 and unit != units[0] else 0
    return f"{format_decimal(round(value, digits), locale=language())}{HARD}{unit}"


def unbroken(text: str) -> str:
    """A title of a member whose French colon, or question mark, never begins a line."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", HARD, text)


FILTERS: dict[str, Callable[..., object]] = {
    f.__name__: f
    for f in (
        day, short_day, full_date, clock, day_time, days_left, until, urgency, ago, number,
        money, size, unbroken,
    )
}  # fmt: skip


def iso(when: dt.datetime | dt.date) -> str:
    return when.isoformat()


def install(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.filters.update(iso=iso, instant=dt.datetime.fromisoformat)
