"""The minutes of a session: read, drafted, edited."""

from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.formats import clock
from grappe.foundation.policy import abilities
from grappe.foundation.watch import version
from grappe.foundation.web import done, door, go, page

from ...forms.minutes import DaysForm, MinutesForm
from ...models import APPROVED, DRAFT, Minutes, Session
from ...models.minutes_text import Content, changes, parts, rewritten
from ...operations import minutes as acts
from ...operations.minutes.editing import LOCKED
from ...queries import minutes as queries
from ...queries import minutes_facts
from .. import bp
from .shown import shown

ACTS = ("minutes.edit", "minutes.approve", "minutes.amend")


@bp.get("/<int:session_id>/minutes")
@door("sessions.read", Session, "session_id")
def minutes(session: Session) -> ResponseReturnValue:
    return read(session)


def read(session: Session, status: int = 200, **more: Any) -> ResponseReturnValue:
    """The page of the minutes; before there are any it says when they come."""
    by = me()
    found = queries.of(by, session)
    if found is None:
        may = abilities(by, session, "sessions.manage")
        state = version(f"sessions/{session.id}")
        return page("sessions/minutes/none.html", session=session, may=may, version=state)
    topic = f"minutes/{found.id}"
    state = version(topic)  # first: never newer than what is shown
    editions = queries.editions(found)
    context = {
        "session": session, "minutes": found, "text": shown(by, current(found, editions)),
        "may": abilities(by, found, *ACTS), "amendments": queries.amendments(by, found),
        "editions": editions, "topic": topic, "version": state,
        "days": DaysForm(formdata=None, version=str(found.version)),
        "parts": part_names(found.content), "still_open": queries.takes_amendments(found),
    }  # fmt: skip
    return page("sessions/minutes/show.html", status, **(context | more))


def current(found: Minutes, editions: list[Any]) -> Content:
    """What is approved is read from what was approved, never from the text behind it."""
    return editions[0].content if found.state == APPROVED else found.content


def part_names(content: Content) -> dict[str, str]:
    return {part: label for part, (label, _said) in parts(content).items()}


@bp.post("/<int:session_id>/minutes/draft")
@door("sessions.manage", Session, "session_id")
def draft_minutes(session: Session) -> ResponseReturnValue:
    acts.draft(me(), session)
    return go("sessions.minutes", session_id=session.id)


@bp.route("/<int:session_id>/minutes/edit", methods=["GET", "POST"])
@door("minutes.edit", Minutes, "session_id", "session_id")
def edit_minutes(minutes: Minutes) -> ResponseReturnValue:
    if minutes.state == APPROVED:
        raise Conflict(LOCKED)
    if request.method == "GET":
        return written(fresh_form(minutes), minutes)
    form = sent_form(minutes)
    if "autosave" in request.headers:
        return saved_quietly(form, minutes)
    if not form.validate():
        return written(form, minutes, 422)
    try:
        acts.save(me(), minutes, form.seen, form.said)
    except acts.Overtaken:
        return overtaken(form, minutes)
    except Invalid as refusal:
        form.blame(refusal)
        return written(form, minutes, 422)
    done(_("The minutes are saved."))
    return go("sessions.minutes", session_id=minutes.session_id)


def others(minutes: Minutes) -> list[Any]:
    known = {entry["mark"] for entry in minutes.content["entries"]}
    return minutes_facts.other_marks(me(), queries.session_of(minutes), known)


def fresh_form(minutes: Minutes) -> MinutesForm:
    return MinutesForm.of(minutes, minutes.content, others(minutes))


def sent_form(minutes: Minutes) -> MinutesForm:
    return MinutesForm().offer(minutes.content, others(minutes))


def saved_quietly(form: MinutesForm, minutes: Minutes) -> Response | ResponseReturnValue:
    """What is typed is saved while it is typed, as long as it is a draft."""
    if minutes.state != DRAFT:
        raise Conflict
    if not form.validate():
        raise Invalid
    saved = acts.save(me(), minutes, form.seen, form.said)
    return jsonify(
        version=saved.version,
        edit=url_for("sessions.edit_minutes", session_id=saved.session_id),
        said=_("Draft saved at %(time)s", time=clock(saved.updated_at)),
    )


def written(
    form: MinutesForm, minutes: Minutes, status: int = 200, **more: Any
) -> ResponseReturnValue:
    named = {entry["mark"]: entry for entry in minutes.content["entries"]}
    return page(
        "sessions/minutes/edit.html", status, form=form, minutes=minutes, entries=named,
        labels={fact["key"]: fact["label"] for fact in minutes.content["facts"]},
        words=minutes.content["words"], **more,
    )  # fmt: skip


def overtaken(form: MinutesForm, minutes: Minutes, **more: Any) -> ResponseReturnValue:
    """Both texts, part by part where they differ. Sending again is a decision: it is made on the
    newer version."""
    mine = rewritten(minutes.content, form.said)
    form.version.data = str(minutes.version)
    differs = [tuple(said) for said in changes(minutes.content, mine).values()]
    return written(form, minutes, 409, conflict=differs, **more)


@bp.get("/<int:session_id>/minutes/history")
@door("minutes.edit", Minutes, "session_id", "session_id")
def minutes_history(minutes: Minutes) -> ResponseReturnValue:
    return page("sessions/minutes/history.html", minutes=minutes, rows=queries.history(minutes))
