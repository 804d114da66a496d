"""The pages of what one was told."""

import datetime as dt

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from grappe.foundation.answers import csrf
from grappe.foundation.asking import me
from grappe.foundation.errors import Missing
from grappe.foundation.limits import limit
from grappe.foundation.signing import signed
from grappe.foundation.watch import version
from grappe.foundation.web import Slice, done, door, go, page

from . import forms, operations
from .models import TOPICS, Notification
from .queries import reading

bp = Slice("notifications", __name__)
LINK_LASTS = dt.timedelta(days=180)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


@bp.get("/")
@door("signed_in")
def index() -> ResponseReturnValue:
    by, show = me(), request.args.get("show", "")
    found = reading.listed(by, show == "unread", request.args.get("page", 1, type=int))

    def url(number: int) -> str:
        return url_for("notifications.index", show=show or None, page=number)

    return page(
        "notifications/index.html",
        groups=reading.by_time(found.items, by.timezone),
        found=found,
        paging={"page": found.page, "pages": found.pages, "total": found.total, "url": url},
        show=show,
        by_mail=[TOPICS[key] for key, wanted in reading.wanted(by).items() if wanted],
        undo=request.args.get("undo", type=int),
        version=version(f"people/{by.person_id}"),
    )


@bp.get("/count")
@door("signed_in")
def count() -> Response:
    return jsonify(unread=reading.unread(me()))


@bp.post("/<int:notification_id>/open")
@door("notifications.read", Notification, "notification_id")
def open_it(notification: Notification) -> ResponseReturnValue:
    operations.read(me(), notification)
    return redirect(request.script_root + notification.path, 303)


@bp.post("/read")
@door("signed_in")
def read_all() -> ResponseReturnValue:
    moment = operations.read_all(me())
    undo = (moment - EPOCH) // MICROSECOND if moment else None
    return go("notifications.index", undo=undo)


@bp.post("/unread")
@door("signed_in")
def unread() -> ResponseReturnValue:
    """Takes "mark all as read" back; the form holds the moment it happened, in microseconds."""
    try:
        moment = EPOCH + request.form.get("moment", 0, type=int) * MICROSECOND
    except OverflowError:
        raise Missing from None
    number = operations.unread_again(me(), moment)
    done(
        ngettext("%(num)d notification is new again", "%(num)d notifications are new again", number)
    )
    return go("notifications.index")


@bp.route("/preferences", methods=["GET", "POST"])
@door("signed_in")
def preferences() -> ResponseReturnValue:
    by = me()
    form = forms.preferences(reading.wanted(by))
    if form.validate_on_submit():
        operations.choose(by, form.values(*TOPICS))
        done(_("Saved. This holds from the next notification on."))
        return go("notifications.preferences")
    return page("notifications/preferences.html", form=form, topics=TOPICS, email=by.email)


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@door("public")
def unsubscribe(token: str) -> ResponseReturnValue:
    limit("notifications.unsubscribe", request.remote_addr, "60/minute")
    said = signed("notifications.unsubscribe", token, LINK_LASTS)
    if said["topic"] not in TOPICS:
        raise Missing
    if request.method == "POST":
        operations.unsubscribe(me(), said["person"], said["topic"])
    stopped = request.method == "POST"
    return page("notifications/unsubscribe.html", topic=TOPICS[said["topic"]], stopped=stopped)


# A mail program posts here on its own, not from a page of ours: the signed address permits it.
csrf.exempt(unsubscribe)
