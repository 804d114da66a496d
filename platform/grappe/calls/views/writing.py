"""Writing a call: new, changed, published, thrown away."""

from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import FieldList

from grappe.foundation.asking import me
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.formats import clock
from grappe.foundation.web import done, door, go, page

from ..forms import CallForm, Seen
from ..models import Call
from ..operations import publishing, writing
from ..operations.publishing import Unready
from ..operations.writing import Overtaken
from ..queries import fit
from . import bp
from .call_form import drop_empty, filled, text_of

ROWS = ("add", "remove")
HIDDEN = ("csrf_token", "key", "version", "note")


@bp.route("/new", methods=["GET", "POST"])
@door("calls.write")
def new() -> ResponseReturnValue:
    by = me()
    mine = fit.profile(by) if request.method == "GET" else None
    form = filled(by, None, mine)
    if request.method == "GET":
        return written(form, None)
    return sent(form, None)


@bp.route("/<int:call_id>/edit", methods=["GET", "POST"])
@door("calls.edit", Call, "call_id")
def edit(call: Call) -> ResponseReturnValue:
    if call.state == "closed":
        raise Conflict(N_("This call is closed: it can no longer be changed."))
    form = filled(me(), call)
    if request.method == "GET":
        return written(form, call)
    return sent(form, call)


def sent(form: CallForm, call: Call | None) -> ResponseReturnValue:
    """A row more or less, a draft saved as one types, or the whole form for good."""
    if any(name in request.form for name in ROWS):
        change_rows(form)
        return written(form, call)
    if "autosave" in request.headers:
        return saved_quietly(form, call)
    valid = form.validate()
    drop_empty(form)
    if not valid:
        return written(form, call, 422)
    try:
        return kept(form, call)
    except Unready as refusal:
        keep_draft(form, call)
        for problem in refusal.problems:
            form.blame(problem)
    except Overtaken:
        return overtaken(form, call)
    except Invalid as refusal:
        form.blame(refusal)
    return written(form, call, 422)


def kept(form: CallForm, call: Call | None) -> ResponseReturnValue:
    """Do what the button says."""
    by, text, publish = me(), text_of(form), "publish" in request.form
    seen = int(form.version.data or 0)
    if call is None:
        act = publishing.post if publish else writing.start
        call = act(by, form.key.data or "", text)
    elif call.state == "open":
        call = publishing.amend(by, call, seen, text, form.note.data or "")
        done(_("Nothing has changed.") if call.version == seen else _("The call has been changed."))
        return go("calls.show", call_id=call.id)
    elif publish:
        call = publishing.publish(by, call, seen, text)
    else:
        call = writing.save(by, call, seen, text)
    if call.state == "open":
        done(_("The call is published."))
        return go("calls.show", call_id=call.id)
    done(_("The draft is saved."))
    return go("calls.show" if "preview" in request.form else "calls.edit", call_id=call.id)


def keep_draft(form: CallForm, call: Call | None) -> None:
    """A draft that is not ready yet is saved all the same; the page may be left."""
    if call is None:
        writing.start(me(), form.key.data or "", text_of(form))
    elif call.state == "draft":
        call = writing.save(me(), call, int(form.version.data or 0), text_of(form))
        form.version.data = str(call.version)


def change_rows(form: CallForm) -> None:
    """One need more, or one less; nothing is saved."""
    gone = request.form.get("remove", "")
    if gone.isascii() and gone.isdigit() and len(gone) < 4 and int(gone) < len(form.seats.entries):
        del form.seats.entries[int(gone)]
    if "add" in request.form and len(form.seats.entries) < (form.seats.max_entries or 0):
        form.seats.append_entry({})


def saved_quietly(form: CallForm, call: Call | None) -> Response:
    """What is typed is saved while it is typed: drafts only, and only the fields that are right."""
    form.validate()
    drop_empty(form)
    by = me()
    if call is None:
        call = writing.start(by, form.key.data or "", text_of(form))
    else:
        call = writing.save(by, call, int(form.version.data or 0), text_of(form))
    address = url_for("calls.edit", call_id=call.id)
    said = _("Draft saved at %(time)s", time=clock(call.updated_at))
    return jsonify({"version": call.version, "edit": address, "said": said})


def written(
    form: CallForm, call: Call | None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    if not form.seats.entries:
        form.seats.append_entry({})
    state = call.state if call else "draft"
    return page("calls/form.html", status, form=form, call=call, state=state, **more)


def overtaken(form: CallForm, call: Call | None) -> ResponseReturnValue:
    """Both texts, side by side. Sending again is a decision: it is made on the newer version."""
    if call is None:
        raise Conflict(writing.OVERTAKEN)
    theirs = filled(me(), call, sent=False)
    form.version.data = theirs.version.data
    names = [field.name for field in form if field.name not in HIDDEN]
    rows = [(form[name].label.text, shown(theirs[name]), shown(form[name])) for name in names]
    return written(form, call, 409, conflict=[row for row in rows if row[1] != row[2]])


def shown(field: Any) -> str:
    """What a field says, as plain text."""
    if isinstance(field, FieldList):
        said = (getattr(one, "form", None) for one in field.entries)
        texts = (
            row.words.data if row else one.data
            for row, one in zip(said, field.entries, strict=True)
        )
        return "\n".join(text for text in texts if text)
    if choices_ := getattr(field, "choices", None):
        groups = choices_.values() if isinstance(choices_, dict) else [choices_]
        wanted = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(name for group in groups for code, name in group if code in wanted)
    return str(field.data or "")


@bp.post("/<int:call_id>/publish")
@door("calls.edit", Call, "call_id")
def publish(call: Call) -> ResponseReturnValue:
    """From the preview: as the draft stands."""
    try:
        publishing.publish(me(), call, Seen().seen)
    except Unready as refusal:
        form = filled(me(), call, sent=False)
        for problem in refusal.problems:
            form.blame(problem)
        return written(form, call, 422)
    done(_("The call is published."))
    return go("calls.show", call_id=call.id)


@bp.route("/<int:call_id>/discard", methods=["GET", "POST"])
@door("calls.edit", Call, "call_id")
def discard(call: Call) -> ResponseReturnValue:
    if request.method == "GET":
        return page("calls/discard.html", call=call)
    writing.discard(me(), call, Seen().seen)
    done(_("The draft is gone."))
    return go("calls.index", tab="ours")
