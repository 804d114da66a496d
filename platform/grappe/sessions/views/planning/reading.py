"""The list of sessions, and the page of one."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Refusal
from grappe.foundation.policy import abilities
from grappe.foundation.text import markdown, plain, tidy
from grappe.foundation.web import door, page
from grappe.foundation.zones import zone_name

from ...forms.planning import DatesForm, HostForm, PointForm
from ...models import LIVE, NETWORK, Session
from ...queries import planning as queries
from ...queries.planning.page import takes_pitches
from .. import bp

WORDS = {"plain": plain, "markdown": markdown, "zone_name": zone_name}
TABS = ("coming", "mine", "past")


@bp.get("/")
@door("signed_in")
def index() -> ResponseReturnValue:
    tab = request.args.get("tab", "coming")
    tab = tab if tab in TABS else "coming"
    words = tidy(request.args.get("q", ""))[:100]
    number = max(min(request.args.get("page", 1, type=int), 10_000), 1)
    return page(
        "sessions/index.html", found=queries.listing(me(), tab, words, number), tab=tab, q=words,
        may=abilities(me(), None, "sessions.plan"),
        address=lambda n: url_for(
            "sessions.index", tab=tab, q=words or None, page=n if n > 1 else None
        ), **WORDS,
    )  # fmt: skip


@bp.get("/<int:session_id>")
@door("sessions.read", Session, "session_id")
def show(session: Session) -> ResponseReturnValue:
    return shown(session)


def shown(session: Session, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The page of a session; a form that came back with errors is passed in `forms`."""
    it = queries.session_page(me(), session)
    given = {"point_form": PointForm(None), "dates_form": DatesForm(None)} | forms
    if "sessions.manage" in it.may and "host_form" not in given:
        given["host_form"] = HostForm(None).offer(queries.hostable(session))
    return page(
        "sessions/show.html", status, it=it, planned=session, may=it.may, network=NETWORK,
        live=session.state == LIVE, takes_pitches=takes_pitches(session),
        form=next((f for f in given.values() if getattr(f, "errors", None)), None), **given,
        **WORDS,
    )  # fmt: skip


def said(refusal: Refusal) -> str:
    """The sentence of a refusal in the reader's language."""
    sentence = _(refusal.sentence)
    return sentence % refusal.values if refusal.values else sentence
