"""Calendar files: one session, and the feed of somebody's own sessions at a secret address."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event

from grappe.foundation.asking import me
from grappe.foundation.errors import Missing
from grappe.foundation.limits import limit
from grappe.foundation.text import plain
from grappe.foundation.web import door, page

from ...models import CANCELLED, LIVE, PLANNED, Session
from ...operations.planning import feeding
from ...queries import planning as queries
from ...queries.planning.calendar import has_feed
from .. import bp


@bp.get("/<int:session_id>/session.ics")
@door("sessions.read", Session, "session_id")
def calendar_file(session: Session) -> ResponseReturnValue:
    rows = queries.calendar_of(me(), session.id)
    if not rows:
        raise Missing
    return as_file(rows, f"session-{session.id}.ics")


@bp.route("/calendar", methods=["GET", "POST"])
@door("sessions.feed")
def feed_page() -> ResponseReturnValue:
    """The address is shown once, when it is made: what is kept would not give it back."""
    made = ""
    if request.method == "POST":
        if request.form.get("drop"):
            feeding.drop_feed(me())
        else:
            limit("sessions.feed", me().person_id, "20/hour")
            made = feeding.make_feed(me())
    public = current_app.extensions["settings"].public_url
    address = f"{public}/sessions/feed/{made}.ics" if made else ""
    return page("sessions/calendar.html", address=address, there=has_feed(me()))


@bp.get("/feed/<secret>.ics")
@door("public")
def feed(secret: str) -> ResponseReturnValue:
    """For calendar programs, which cannot sign in: the secret says whose it is, and the rules are
    asked for its owner each time."""
    limit("sessions.read_feed", request.remote_addr, "120/minute")
    by = queries.feed_owner(secret)
    if not by.is_authenticated:
        raise Missing
    return as_file(queries.calendar_of(by), "grappe.ics")


def as_file(rows: Iterable[Any], name: str) -> Response:
    answer = Response(written(rows), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def written(rows: Iterable[Any]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Grappe//Sessions//EN")
    calendar.add("version", "2.0")
    all_rows = list(rows)
    cancelled = len(all_rows) == 1 and all_rows[0].state == CANCELLED
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    for row in all_rows:
        calendar.add_component(entry(row))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def entry(row: Any) -> Event:
    event, zone = Event(), ZoneInfo(row.timezone)
    public = current_app.extensions["settings"].public_url
    start = row.starts_at.astimezone(zone)
    event.add("uid", row.key)
    event.add("sequence", row.plan_version)
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("created", row.created_at)
    event.add("dtstart", start)
    event.add("dtend", (row.starts_at + dt.timedelta(minutes=row.minutes)).astimezone(zone))
    event.add("summary", row.title)
    page_address = f"{public}/sessions/{row.id}"
    event.add("url", page_address)
    event.add("description", "\n\n".join(filter(None, (plain(row.about, 1000), page_address))))
    if row.linked and row.link and row.state in (PLANNED, LIVE):
        event.add("location", row.link)
    event.add("status", "CANCELLED" if row.state == CANCELLED else "CONFIRMED")
    return event
