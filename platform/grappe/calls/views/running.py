"""What becomes of an open call: extended, closed, followed, made into a group."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.formats import local
from grappe.foundation.web import done, door, go, page

from ..forms import CloseForm, ExtendForm, GroupForm
from ..models import Call
from ..operations import closing, following, gathering, publishing
from ..queries import interests
from . import bp


@bp.route("/<int:call_id>/extend", methods=["GET", "POST"])
@door("calls.edit", Call, "call_id")
def extend(call: Call) -> ResponseReturnValue:
    form = ExtendForm()
    form.offer(call.timezone)
    if request.method == "GET":
        there = local(call.deadline, call.timezone) if call.deadline else None
        form.version.data, form.timezone.data = str(call.version), call.timezone
        form.deadline_time.data = there.time() if there else None
    elif form.validate() and (deadline := form.deadline):
        try:
            publishing.extend(me(), call, form.seen, deadline, form.timezone.data)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The deadline has been moved."))
            return go("calls.show", call_id=call.id)
    elif not form.errors:
        form.blame(Invalid(_("Choose the last day for answers."), field="deadline_day"))
    return page("calls/extend.html", 200 if request.method == "GET" else 422, form=form, call=call)


@bp.route("/<int:call_id>/close", methods=["GET", "POST"])
@door("calls.edit", Call, "call_id")
def close(call: Call) -> ResponseReturnValue:
    form = CloseForm()
    form.offer()
    if request.method == "GET":
        form.version.data = str(call.version)
    elif form.validate():
        try:
            said = (form.outcome.data or "", form.outcome_note.data or "")
            closing.close(me(), call, form.seen, *said)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The call is closed. Its outcome stands on its page."))
            return go("calls.show", call_id=call.id)
    status = 200 if request.method == "GET" else 422
    waiting = interests.inbox_counts(me(), call)
    return page("calls/close.html", status, form=form, call=call, waiting=waiting)


@bp.post("/<int:call_id>/follow")
@door("calls.follow", Call, "call_id")
def follow(call: Call) -> ResponseReturnValue:
    wanted = request.form.get("wanted") == "1"
    following.follow(me(), call, wanted)
    done(_("You follow this call.") if wanted else _("You no longer follow this call."))
    return go("calls.show", call_id=call.id)


@bp.route("/<int:call_id>/group", methods=["GET", "POST"])
@door("calls.make_group", Call, "call_id")
def make_group(call: Call) -> ResponseReturnValue:
    form = GroupForm()
    form.offer()
    if request.method == "GET":
        form.name.data, form.mandate.data = call.title, call.summary
        form.joining.data = "invitation"
    elif form.validate():
        try:
            said = (form.name.data or "", form.mandate.data or "", form.joining.data or "")
            origin = url_for("calls.show", call_id=call.id)
            group = gathering.make_group(me(), call, *said, origin)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The working group is there, with its room."))
            return go("groups.show", group_id=group.id)
    return page(
        "calls/group.html", 200 if request.method == "GET" else 422, form=form, call=call,
        partners=interests.accepted_partners(call),
    )  # fmt: skip
