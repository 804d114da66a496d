"""Amendments: opened for some days, proposed, supported, decided."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.formats import day
from grappe.foundation.web import done, door, go, page

from ...forms.minutes import AmendmentForm, DaysForm, DecisionForm
from ...models import Amendment, Minutes
from ...models.minutes_text import parts
from ...operations import minutes as acts
from ...operations.minutes.amending import may_still_amend
from ...queries import minutes as queries
from .. import bp
from .working import read


@bp.post("/<int:session_id>/minutes/open")
@door("minutes.edit", Minutes, "session_id", "session_id")
def open_minutes(minutes: Minutes) -> ResponseReturnValue:
    form = DaysForm()
    if form.validate():
        try:
            acts.open_for_amendments(me(), minutes, form.seen, form.days.data)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            assert minutes.until is not None  # noqa: S101  it was opened for some days
            done(_("The minutes may be amended until %(day)s. Whoever was there is told.",
                   day=day(minutes.until)))  # fmt: skip
            return go("sessions.minutes", session_id=minutes.session_id)
    return read(queries.session_of(minutes), 422, days=form, form=form)


@bp.post("/<int:session_id>/minutes/extend")
@door("minutes.edit", Minutes, "session_id", "session_id")
def extend_minutes(minutes: Minutes) -> ResponseReturnValue:
    form = DaysForm()
    if form.validate():
        acts.extend(me(), minutes, form.days.data)
        assert minutes.until is not None  # noqa: S101  it has just been moved
        done(_("The minutes may now be amended until %(day)s.", day=day(minutes.until)))
        return go("sessions.minutes", session_id=minutes.session_id)
    return read(queries.session_of(minutes), 422, days=form, form=form)


@bp.route("/<int:session_id>/minutes/amend", methods=["GET", "POST"])
@door("minutes.amend", Minutes, "session_id", "session_id")
def amend_minutes(minutes: Minutes) -> ResponseReturnValue:
    form = AmendmentForm().offer(minutes.content, request.args.get("part", ""))
    if request.method == "GET":
        may_still_amend(minutes)
    elif form.validate():
        try:
            acts.propose(me(), minutes, form.key.data, form.said)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("Your amendment is proposed. You will be told what becomes of it."))
            return go("sessions.minutes", session_id=minutes.session_id, _anchor="amendments")
    said = parts(minutes.content)
    return page("sessions/minutes/amend.html", 422 if form.errors else 200, form=form,
                minutes=minutes, said=said)  # fmt: skip


@bp.post("/amendments/<int:amendment_id>/support")
@door("amendments.support", Amendment, "amendment_id")
def support_amendment(amendment: Amendment) -> ResponseReturnValue:
    acts.support(me(), amendment, request.form.get("on", "1") == "1")
    return back(amendment)


@bp.route("/amendments/<int:amendment_id>/decide", methods=["GET", "POST"])
@door("amendments.decide", Amendment, "amendment_id")
def decide_amendment(amendment: Amendment) -> ResponseReturnValue:
    form = DecisionForm()
    if form.validate_on_submit():
        taken, by_hand = form.verdict.data == "taken", bool(form.by_hand.data)
        try:
            acts.decide(me(), amendment, taken, form.answer.data or "", by_hand)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The amendment is decided, and whoever proposed it is told."))
            return back(amendment)
    minutes = queries.minutes_of(amendment)
    row = next(r for r in queries.amendments(me(), minutes) if r.id == amendment.id)
    label, said = parts(minutes.content).get(amendment.part, ("", ""))
    return page("sessions/minutes/decide.html", 422 if form.errors else 200, form=form, row=row,
                minutes=minutes, label=label, said=said)  # fmt: skip


def back(amendment: Amendment) -> ResponseReturnValue:
    session_id = queries.minutes_of(amendment).session_id
    return go("sessions.minutes", session_id=session_id, _anchor=f"a-{amendment.id}")
