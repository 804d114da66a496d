"""Reporting a message, the queue of reports, and deciding about one."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.limits import limit
from grappe.foundation.policy import abilities
from grappe.foundation.watch import version
from grappe.foundation.web import done, door, go, page

from .. import queries
from ..forms.order import ORDER_WORDS, AnswerForm, DecisionForm, ReportForm
from ..models import Message, Report, Room
from ..models.order import SETTLED, WAITING
from ..operations import Verdict, decide, report
from . import bp
from .reading import together
from .writing import to_message


@bp.route("/<int:room_id>/messages/<int:message_id>/report", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
@door("rooms.report", Message, "message_id")
def report_message(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            limit("rooms.report", me().person_id, "20/hour")
            report(me(), room, message, form.reason.data, form.words.data or "")
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("Thank you. You will be told what was decided."))
            return redirect(to_message(room, message.id, message.seq), 303)
    return page(
        "rooms/report.html", 422 if form.is_submitted() else 200, room=room, message=message,
        form=form,
    )  # fmt: skip


@bp.get("/reports")
@door("signed_in")
def all_reports() -> ResponseReturnValue:
    """What waits in all the rooms one runs, and for the network what it was asked."""
    return page("rooms/reports.html", room=None, rows=queries.reports(me()), **ORDER_WORDS)


@bp.get("/<int:room_id>/reports")
@door("rooms.manage", Room, "room_id")
def reports(room: Room) -> ResponseReturnValue:
    state = version(f"rooms/{room.id}")  # first: never newer than what is shown
    rows = queries.reports(me(), room)
    return page("rooms/reports.html", room=room, state=state, rows=rows, **ORDER_WORDS)


@bp.get("/reports/<int:report_id>")
@door("reports.read", Report, "report_id")
def show_report(report: Report) -> ResponseReturnValue:
    return one_report(report)


@bp.post("/reports/<int:report_id>")
@door("reports.decide", Report, "report_id")
def decide_report(report: Report) -> ResponseReturnValue:
    form = AnswerForm() if report.forwarded_at else DecisionForm()
    if not form.validate():
        return one_report(report, 422, form)
    asked = form.decision.data if isinstance(form, DecisionForm) else SETTLED
    term = request.form.get("term", "")
    try:
        decide(me(), report, Verdict(asked, form.reason.data or "", term))
    except Invalid as refusal:
        form.blame(refusal)
        return one_report(report, 422, form)
    done(_("The decision is written down, and those concerned are told."))
    return go("rooms.all_reports")


def one_report(
    report: Report, status: int = 200, form: DecisionForm | AnswerForm | None = None
) -> ResponseReturnValue:
    by = me()
    may = abilities(by, report, "reports.decide", "reports.judge")
    fresh = AnswerForm if report.forwarded_at else DecisionForm
    [row] = queries.one_report(by, report)
    inside = "reports.judge" in may and queries.runs_place(by, report)
    return page(
        "rooms/report_one.html", status, report=row, may=may, inside=inside, form=form or fresh(),
        open="reports.decide" in may and report.state == WAITING,
        around=queries.context(by, report) if inside else [], seq=report.seq,
        reporter=queries.reporter(report) if inside else "",
        mine=report.by_id == by.person_id, back=url_for("rooms.all_reports"), **ORDER_WORDS,
    )  # fmt: skip
