"""Time zones: what a form offers, what they are called, and an hour of one of them as a moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from .formats import language

ZONES = (
    "Europe/Paris", "Europe/Amsterdam", "Europe/Athens", "Europe/Belgrade", "Europe/Berlin",
    "Europe/Bratislava", "Europe/Brussels", "Europe/Bucharest", "Europe/Budapest",
    "Europe/Copenhagen", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul", "Europe/Kyiv",
    "Europe/Lisbon", "Europe/Ljubljana", "Europe/London", "Europe/Luxembourg", "Europe/Madrid",
    "Europe/Malta", "Europe/Oslo", "Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sofia",
    "Europe/Stockholm", "Europe/Tallinn", "Europe/Vienna", "Europe/Vilnius", "Europe/Warsaw",
    "Europe/Zagreb", "Europe/Zurich", "Atlantic/Canary", "Atlantic/Reykjavik",
    "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
    "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "UTC",
)  # fmt: skip


def zone_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Time zones by their city, in the reader's language; a zone of the account is among them."""
    zones = ZONES if not chosen or chosen in ZONES else (chosen, *ZONES)
    return [(zone, zone_name(zone)) for zone in zones]


def zone_name(zone: str) -> str:
    if zone == "UTC":
        return "UTC"
    return get_timezone_location(zone, locale=language(), return_city=True)


def moment(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant when clocks in `zone` show that day and time; ValueError if they never do.

    An hour that comes twice in autumn is the second one: nobody who read the clock is late.
    """
    there = ZoneInfo(zone)
    local = dt.datetime.combine(day, time, tzinfo=there).replace(fold=1)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(there).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError("this hour is skipped on that day")
    return instant
