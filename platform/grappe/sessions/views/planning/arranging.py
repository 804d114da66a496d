"""The running order: points added, changed, moved by buttons or as a whole by the page's script."""

from collections.abc import Callable

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid, Refusal
from grappe.foundation.live import refused
from grappe.foundation.web import done, door, go, page

from ...forms.planning import PointForm, Seen
from ...models import Point, Session
from ...operations.planning import ordering
from ...queries import planning as queries
from .. import bp
from .reading import said, shown


@bp.post("/<int:session_id>/points")
@door("sessions.manage", Session, "session_id")
def add_point(session: Session) -> ResponseReturnValue:
    form = PointForm()
    if form.validate():
        try:
            words = (form.kind.data, form.title.data or "", form.minutes.data or 10)
            ordering.add_point(me(), session, form.seen, *words)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            return shown(session, 409, point_form=form, problem=said(refusal))
        else:
            return go("sessions.show", session_id=session.id, _anchor="agenda")
    return shown(session, 422, point_form=form)


@bp.route("/points/<int:point_id>/edit", methods=["GET", "POST"])
@door("sessions.manage_point", Point, "point_id")
def edit_point(point: Point) -> ResponseReturnValue:
    form = PointForm(title=point.title, minutes=point.minutes, kind=point.kind)
    del form.kind
    problem = ""
    if form.validate_on_submit():
        try:
            words = (form.title.data or "", form.minutes.data or 10)
            ordering.amend_point(me(), point, form.seen, *words)
        except Invalid as refusal:
            form.blame(refusal)
        except Conflict as refusal:
            problem = said(refusal)
        else:
            return go("sessions.show", session_id=point.session_id, _anchor="agenda")
    status = 409 if problem else 422 if form.errors else 200
    seen = form.version.data or queries.plan_version(point)
    return page("sessions/point.html", status, form=form, point=point, seen=seen, problem=problem)


@bp.post("/points/<int:point_id>/move")
@door("sessions.manage_point", Point, "point_id")
def move_point(point: Point) -> ResponseReturnValue:
    """One place up or down; the page comes back with the focus on the button that was pressed."""
    down = request.form.get("to") == "down"
    return pressed(
        point, lambda seen: ordering.move_point(me(), point, seen, 1 if down else -1),
        f"p-{point.id}-{'down' if down else 'up'}",
    )  # fmt: skip


@bp.post("/points/<int:point_id>/set")
@door("sessions.manage_point", Point, "point_id")
def set_pitch(point: Point) -> ResponseReturnValue:
    on = request.form.get("on", "1") == "1"
    return pressed(point, lambda seen: ordering.set_pitch(me(), point, seen, on), "agenda")


@bp.post("/points/<int:point_id>/remove")
@door("sessions.manage_point", Point, "point_id")
def remove_point(point: Point) -> ResponseReturnValue:
    return pressed(point, lambda seen: ordering.remove_point(me(), point, seen), "agenda")


def pressed(point: Point, act: Callable[[int], object], anchor: str) -> ResponseReturnValue:
    number = point.session_id
    try:
        act(Seen().seen)
    except (Conflict, Invalid) as refusal:
        done(said(refusal))
    return go("sessions.show", session_id=number, focus=anchor, _anchor=anchor)


@bp.post("/<int:session_id>/order")
@door("sessions.manage", Session, "session_id")
def order(session: Session) -> ResponseReturnValue:
    """The whole row, laid out with the pointer."""
    words = request.form.get("points", "").split(",")[:100]
    ids = [int(w) for w in words if w.isascii() and w.isdigit() and len(w) < 10]
    try:
        ordering.order_points(me(), session, Seen().seen, ids)
    except Refusal as refusal:
        if request.accept_mimetypes.best != "application/json":
            raise
        return jsonify(refused(refusal)), refusal.status
    if request.accept_mimetypes.best == "application/json":
        return jsonify(ok=True)
    done(_("The running order is kept."))
    return go("sessions.show", session_id=session.id, _anchor="agenda")
