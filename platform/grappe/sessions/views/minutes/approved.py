"""What is approved: its versions, how they differ, how one checks them, and corrections."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.web import done, door, go, page

from ...forms.minutes import MinutesForm, Seen
from ...models import APPROVED, Minutes
from ...models.minutes_text import changes
from ...operations import minutes as acts
from ...operations.minutes.approving import NOT_APPROVED
from ...queries import minutes as queries
from .. import bp
from .shown import shown
from .working import fresh_form, overtaken, sent_form, written


@bp.post("/<int:session_id>/minutes/approve")
@door("minutes.approve", Minutes, "session_id", "session_id")
def approve_minutes(minutes: Minutes) -> ResponseReturnValue:
    acts.approve(me(), minutes, Seen().seen)
    done(_("The minutes are approved and locked. Everybody concerned is told."))
    return go("sessions.minutes", session_id=minutes.session_id)


@bp.route("/<int:session_id>/minutes/correct", methods=["GET", "POST"])
@door("minutes.approve", Minutes, "session_id", "session_id")
def correct_minutes(minutes: Minutes) -> ResponseReturnValue:
    if minutes.state != APPROVED:
        raise Conflict(NOT_APPROVED)
    if request.method == "GET":
        return written(fresh_form(minutes), minutes, correcting=True)
    form: MinutesForm = sent_form(minutes)
    if not form.validate():
        return written(form, minutes, 422, correcting=True)
    try:
        acts.correct(me(), minutes, form.seen, form.said, form.reason.data or "")
    except acts.Overtaken:
        return overtaken(form, minutes, correcting=True)
    except Invalid as refusal:
        form.blame(refusal)
        return written(form, minutes, 422, correcting=True)
    done(_("The corrected version is approved. The one before stays readable."))
    return go("sessions.minutes", session_id=minutes.session_id)


@bp.get("/<int:session_id>/minutes/versions/<int:number>")
@door("minutes.read", Minutes, "session_id", "session_id")
def minutes_version(minutes: Minutes, number: int) -> ResponseReturnValue:
    """One version, with its digest computed anew."""
    kept = queries.edition(minutes, number)
    rows = queries.editions(minutes)
    return page(
        "sessions/minutes/version.html", minutes=minutes, text=shown(me(), kept.content),
        kept=next(row for row in rows if row.number == number), editions=rows,
        unaltered=queries.is_unaltered(kept),
    )  # fmt: skip


@bp.get("/<int:session_id>/minutes/versions/<int:number>/changes")
@door("minutes.read", Minutes, "session_id", "session_id")
def minutes_changes(minutes: Minutes, number: int) -> ResponseReturnValue:
    """What a version says otherwise than the one before it."""
    after = queries.edition(minutes, number)
    before = queries.edition(minutes, number - 1)
    return page("sessions/minutes/changes.html", minutes=minutes, before=before, after=after,
                changes=changes(before.content, after.content))  # fmt: skip


@bp.get("/<int:session_id>/minutes/versions/<int:number>/text")
@door("minutes.read", Minutes, "session_id", "session_id")
def minutes_text(minutes: Minutes, number: int) -> Response:
    """Exactly the bytes that the digest is of."""
    kept = queries.edition(minutes, number)
    name = f"minutes-{minutes.number}-v{number}.txt"
    answer = Response(
        kept.text.encode(), mimetype="text/plain", content_type="text/plain; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
