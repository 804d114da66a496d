"""Answering a call: writing, sending, changing, taking back; and reading what was answered."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import N_, Conflict, Forbidden, Invalid
from grappe.foundation.storage import serve
from grappe.foundation.web import done, door, go, page

from ..forms import InterestForm, NoteForm, Seen
from ..models import Call, Interest
from ..operations import answering, deciding, retracting
from ..queries import fit, interests, pages
from . import bp, interest_form
from .decisions import decision_forms
from .decisions import told as refusal_words
from .history import told

OVER = N_("This call no longer takes answers.")


@bp.route("/<int:call_id>/interest", methods=["GET", "POST"])
@door("calls.read", Call, "call_id")
def respond(call: Call) -> ResponseReturnValue:
    by = me()
    mine = fit.profile(by)
    if request.method == "GET":
        open_or_refuse(call)
        offered = pages.seats_with_takers(call.id)
        return answer_page(call, interest_form.blank(by, call, offered, mine))
    form = interest_form.sent(by, call, mine)
    if form.validate():
        try:
            said, send = interest_form.answer_of(by, form), "draft" not in request.form
            interest = answering.respond(by, call, form.key.data or "", said, send=send)
        except Invalid as refusal:
            form.blame(refusal)
        except Forbidden:
            open_or_refuse(call)
            raise
        else:
            return received(interest)
    return answer_page(call, form, status=422)


def open_or_refuse(call: Call) -> None:
    if call.state != "open" or call.is_overdue:
        raise Conflict(OVER)


def received(interest: Interest) -> ResponseReturnValue:
    """The receipt is the page of the answer itself."""
    if interest.state == "draft":
        done(_("Your answer is kept as a draft. Nobody but your colleagues sees it."))
        return go("calls.edit_interest", interest_id=interest.id)
    done(_("Your answer has been sent."))
    return go("calls.interest", interest_id=interest.id)


def answer_page(
    call: Call, form: InterestForm, interest: Interest | None = None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    files = interests.files_of([interest.id])[interest.id] if interest else []
    return page(
        "calls/answer.html", status, call=call, form=form, interest=interest, files=files,
        caller_name=pages.caller_name(call), **more,
    )  # fmt: skip


@bp.get("/interests/<int:interest_id>")
@door("interests.read", Interest, "interest_id")
def interest(interest: Interest) -> ResponseReturnValue:
    return shown(interest)


def shown(interest: Interest, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The page of an answer; a form that came back with errors is passed in `forms`."""
    it = interests.interest_page(me(), interest)
    given = {"note_form": NoteForm(None)} | decision_forms(it) | forms
    wrong = next((f for f in given.values() if getattr(f, "errors", None)), None)
    return page(
        "calls/interest.html", status, it=it, interest=interest, form=wrong,
        changes=told(it.revisions), **given,
    )  # fmt: skip


@bp.route("/interests/<int:interest_id>/edit", methods=["GET", "POST"])
@door("interests.answering", Interest, "interest_id")
def edit_interest(interest: Interest) -> ResponseReturnValue:
    by, call = me(), interests.call_of(interest)
    mine = fit.profile(by)
    if request.method == "GET":
        return answer_page(call, interest_form.stored(by, call, interest, mine), interest)
    form = interest_form.sent(by, call, mine)
    if form.validate():
        try:
            said, send = interest_form.answer_of(by, form), "draft" not in request.form
            answering.revise(by, interest, form.seen, said, send=send)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            return overtaken(call, interest, form, refusal)
        else:
            return received(interest)
    return answer_page(call, form, interest, 422)


def overtaken(
    call: Call, interest: Interest, form: InterestForm, refusal: Conflict
) -> ResponseReturnValue:
    """What was typed stays beside what is stored now; sending again is then a decision."""
    now = interest_form.stored(me(), call, interest, None)
    form.version.data = now.version.data
    conflict = [(form.message.label.text, now.message.data, form.message.data)]
    return answer_page(call, form, interest, 409, conflict=conflict, refused=refusal_words(refusal))


@bp.post("/interests/<int:interest_id>/withdraw")
@door("interests.answering", Interest, "interest_id")
def withdraw(interest: Interest) -> ResponseReturnValue:
    retracting.withdraw(me(), interest, Seen().seen)
    done(_("Your answer has been withdrawn. The caller has been told."))
    return go("calls.interest", interest_id=interest.id)


@bp.post("/interests/<int:interest_id>/discard")
@door("interests.answering", Interest, "interest_id")
def discard_interest(interest: Interest) -> ResponseReturnValue:
    call_id = interest.call_id
    retracting.discard(me(), interest)
    done(_("The draft is gone."))
    return go("calls.show", call_id=call_id)


@bp.post("/interests/<int:interest_id>/notes")
@door("interests.note", Interest, "interest_id")
def note(interest: Interest) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return shown(interest, 422, note_form=form)
    written = deciding.note(me(), interest, form.body.data or "")
    return go("calls.interest", interest_id=interest.id, _anchor=f"note-{written.id}")


@bp.get("/interests/<int:interest_id>/files/<int:file_id>")
@door("interests.read", Interest, "interest_id")
def file(interest: Interest, file_id: int) -> Response:
    return serve(interests.file(interest, file_id).stored)


@bp.post("/interests/<int:interest_id>/files/<int:file_id>/remove")
@door("interests.answering", Interest, "interest_id")
def remove_file(interest: Interest, file_id: int) -> ResponseReturnValue:
    answering.detach(me(), interest, Seen().seen, file_id)
    done(_("The file has been removed."))
    return go("calls.edit_interest", interest_id=interest.id)
