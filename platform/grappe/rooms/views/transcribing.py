"""Taking a transcript of a room, by period: as text, as JSON, or as a page to print."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, stream_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation import formats
from grappe.foundation.asking import me, me_again
from grappe.foundation.errors import Invalid
from grappe.foundation.limits import limit
from grappe.foundation.web import door, page

from .. import queries
from ..forms.order import TranscriptForm
from ..models import Room
from ..operations import export
from . import bp, transcripts


@bp.route("/<int:room_id>/transcript", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
def transcript(room: Room) -> ResponseReturnValue:
    """Asked for by a form that posts: that it was taken is written down."""
    form = TranscriptForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("rooms/transcript.html", status, room=room, form=form)
    if form.since.data and form.until.data and form.until.data < form.since.data:
        form.blame(Invalid(_("The end lies before the beginning."), field="until"))
        return page("rooms/transcript.html", 422, room=room, form=form)
    limit("rooms.transcript", me().person_id, "20/hour")
    export(me(), room, form.form.data)
    return {"text": text, "json": as_json, "print": printed}[form.form.data](room, form)


def period(form: TranscriptForm) -> queries.Period:
    """Whole days in the zone of whoever asks, the last one included."""
    zone, midnight = ZoneInfo(me().timezone), dt.time()
    since, until = form.since.data, form.until.data
    return queries.Period(
        dt.datetime.combine(since, midnight, zone) if since else None,
        dt.datetime.combine(until + dt.timedelta(days=1), midnight, zone) if until else None,
    )


def batches(room: Room, form: TranscriptForm) -> Any:
    return queries.transcript(me(), room.id, period(form), me_again)


def span(form: TranscriptForm) -> str:
    since, until = form.since.data, form.until.data
    if since is None and until is None:
        return _("From the beginning until now")
    begin = formats.full_date(since) if since else _("the beginning")
    end = formats.full_date(until) if until else _("now")
    return _("From %(begin)s to %(end)s", begin=begin, end=end)


def text(room: Room, form: TranscriptForm) -> ResponseReturnValue:
    head = [
        _("Transcript: %(room)s", room=", ".join(filter(None, (room.title, room.place)))),
        span(form), _("Times: %(zone)s", zone=me().timezone),
        _("Taken by %(person)s on %(time)s", person=me().name, time=formats.day_time(now())), "",
    ]  # fmt: skip
    written = transcripts.text(head, batches(room, form))
    return download(room, written, "txt", "text/plain; charset=utf-8")


def as_json(room: Room, form: TranscriptForm) -> ResponseReturnValue:
    head = {
        "room": room.title, "place": room.place, "taken_by": me().name,
        "taken_at": now().isoformat(), "from": form.since.data and form.since.data.isoformat(),
        "to": form.until.data and form.until.data.isoformat(), "zone": me().timezone,
    }  # fmt: skip
    written = transcripts.as_entries(head, batches(room, form))
    return download(room, written, "json", "application/json")


def download(room: Room, written: Any, ending: str, kind: str) -> Response:
    name = f'attachment; filename="transcript-{room.id}.{ending}"'
    headers = {"Content-Disposition": name, "X-Accel-Buffering": "no"}
    return Response(stream_with_context(written), content_type=kind, headers=headers)


def printed(room: Room, form: TranscriptForm) -> ResponseReturnValue:
    total = transcripts.Sum()
    entries = transcripts.to_print(batches(room, form), total)
    return Response(stream_template(
        "rooms/transcript_print.html", room=room, entries=entries, total=total, span=span(form),
        broken_off=transcripts.broken_off, taken=now(),
    ))  # fmt: skip


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
