"""The caller's inbox: what was answered, and what is said to each."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.web import done, door, go, page

from ..forms import AcceptForm, DeclineForm, Seen
from ..models import Call, Interest
from ..operations import deciding
from ..queries import interests, pages
from . import bp
from .answering import shown
from .decisions import decline_form, reasons, told


@bp.get("/<int:call_id>/inbox")
@door("calls.inbox", Call, "call_id")
def inbox(call: Call) -> ResponseReturnValue:
    asked = request.args.get("state", "sent")
    state = asked if asked in interests.INBOX else "sent"
    number = request.args.get("page", "1")
    found = interests.inbox(
        me(), call, state,
        int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )  # fmt: skip
    return page(
        "calls/inbox.html", call=call, inbox=found, state=state, states=states(),
        facts=pages.inbox_facts(me(), call), decline_form=decline_form(call.title),
    )  # fmt: skip


def states() -> list[tuple[str, str]]:
    return [
        ("sent", _("New")), ("shortlisted", _("Shortlisted")), ("accepted", _("Accepted")),
        ("declined", _("Declined")), ("withdrawn", _("Withdrawn")),
    ]  # fmt: skip


def decided(
    interest: Interest, act: Callable[[], Any], said: str, **forms: Any
) -> ResponseReturnValue:
    """Do it and go back; what changed meanwhile is shown, not overwritten."""
    call_id, state = interest.call_id, interest.state
    try:
        act()
    except Conflict as refusal:
        return shown(interest, 409, refused=told(refusal))
    except Invalid as refusal:
        return shown(interest, 422, refused=told(refusal), **forms)
    done(said)
    if request.form.get("from") == "inbox":
        return go("calls.inbox", call_id=call_id, state=state)
    return go("calls.interest", interest_id=interest.id)


@bp.post("/interests/<int:interest_id>/shortlist")
@door("interests.decide", Interest, "interest_id")
def shortlist(interest: Interest) -> ResponseReturnValue:
    seen = Seen().seen
    return decided(
        interest, lambda: deciding.shortlist(me(), interest, seen), _("The answer is shortlisted.")
    )


@bp.post("/interests/<int:interest_id>/accept")
@door("interests.decide", Interest, "interest_id")
def accept(interest: Interest) -> ResponseReturnValue:
    form = AcceptForm()
    seats = tuple(form.seats.data or ())
    return decided(
        interest, lambda: deciding.accept(me(), interest, form.seen, seats),
        _("The answer is accepted. Its sender has been told."),
    )  # fmt: skip


@bp.post("/interests/<int:interest_id>/decline")
@door("interests.decide", Interest, "interest_id")
def decline(interest: Interest) -> ResponseReturnValue:
    form = DeclineForm()
    form.reason.choices = reasons()
    if not form.validate():
        return shown(interest, 422, decline_form=form)
    said = (form.reason.data or "", form.words.data or "")
    return decided(
        interest, lambda: deciding.decline(me(), interest, form.seen, *said),
        _("The answer is declined. Its sender has been told."), decline_form=form,
    )  # fmt: skip
