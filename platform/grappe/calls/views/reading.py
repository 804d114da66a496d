"""Looking: the list, a call, its history."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from grappe.foundation.asking import me
from grappe.foundation.beside import beside_of
from grappe.foundation.policy import allowed
from grappe.foundation.web import door, page

from ..forms import AnswerForm, FilterForm, QuestionForm
from ..models import Call
from ..queries import fit, lists, pages
from . import bp
from .history import MEMBERS_ONLY, STAFF_ONLY, told
from .interest_form import blank


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    """Visitors see what is public; members see first what concerns them."""
    by = me()
    mine = fit.profile(by)
    tab = request.args.get("tab", "") or ("fit" if mine else "all")
    if tab not in lists.TABS or not by.is_authenticated:
        tab = "all"
    form = FilterForm.asked(tab)
    wanted = form.wanted(tab)
    listed = lists.calls(by, mine, wanted)
    return page(
        "calls/index.html", form=None, filters=form, wanted=wanted, listed=listed, mine=mine,
        may_write=allowed(by, "calls.write"), removed=without,
        profile_address=url_for("organisations.profile"),
    )  # fmt: skip


def address(**changed: object) -> str:
    """The address of this list with something changed; a change goes back to the first page."""
    kept = {k: v for k, v in request.args.items() if v and k != "page"} | changed
    return url_for("calls.index", **{k: v for k, v in kept.items() if v})  # type: ignore[arg-type]


def without(name: str) -> str:
    return address(**{name: ""})


@bp.get("/<int:call_id>")
@door("calls.read", Call, "call_id")
def show(call: Call) -> ResponseReturnValue:
    return shown(call)


def shown(call: Call, status: int = 200, **forms: object) -> ResponseReturnValue:
    """The page of a call; a form that came back with errors is passed in `forms`."""
    by = me()
    mine = fit.profile(by)
    it = pages.call_page(by, call, mine)
    answer = forms.pop("interest_form", None)
    if answer is None and "calls.respond" in it.may and not active(it):
        answer = blank(by, call, it.seats, mine)
    given = {"ask_form": QuestionForm(None), "answer_form": AnswerForm(None)} | forms
    return page(
        "calls/show.html", status, it=it, call=call, mine=mine, interest_form=answer,
        beside=beside_of(by, "call", [call.id])[call.id] if it.facts.beside else [],
        form=next((f for f in given.values() if getattr(f, "errors", None)), None), **given,
    )  # fmt: skip


def active(it: pages.CallPage) -> bool:
    """Our organisation has an answer on its way."""
    return any(row.state not in ("declined", "withdrawn") for row in it.answers)


@bp.get("/<int:call_id>/history")
@door("calls.read", Call, "call_id")
def history(call: Call) -> ResponseReturnValue:
    by = me()
    hidden = () if allowed(by, "calls.staff", call) else STAFF_ONLY
    if not by.is_authenticated:
        hidden += MEMBERS_ONLY
    return page("calls/history.html", call=call, pages=told(pages.revisions(by, call), hidden))
