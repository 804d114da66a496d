"""Home, for those who are signed in; for visitors a short page that says what Grappe is."""

import datetime as dt
import logging
from typing import Any

from flask import after_this_request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from grappe.calls.queries import home as calls
from grappe.foundation.actor import Actor
from grappe.foundation.asking import me
from grappe.foundation.errors import N_, Refusal
from grappe.foundation.formats import language
from grappe.foundation.text import fold
from grappe.foundation.web import Slice, door, page
from grappe.reference import countries, ecosystems, organisation_types, programmes, regions
from grappe.sessions.queries import planning as sessions

from . import operations, queries

log = logging.getLogger(__name__)
bp = Slice("home", __name__, prefix="")
VOCABULARIES: dict[str, Any] = {
    "programme": programmes, "ecosystem": ecosystems, "organisation_type": organisation_types,
    "region": regions, "country": countries,
}  # fmt: skip
NUMBERS = (
    N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"), N_("nine"),
    N_("ten"),
)  # fmt: skip


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    by = me()
    if not by.is_authenticated:
        return page("home/visitors.html", calls=queries.open_calls())
    standing = queries.standing(by)
    if standing.begins:
        after_this_request(came_by)
    meetings = sessions.mine(by)
    waits = queries.waiting(by, meetings.waits)
    return page(
        "home/index.html",
        title=greeting(by, waits),
        waits=waits,
        fits=calls.calls_that_fit(by, 3),
        dates=calls.deadlines(by),
        sessions=meetings.dates,
        news=queries.told_since(by, standing.since),
        standing=standing,
        term=term,
        place=place,
        now=dt.datetime.now(dt.UTC),
    )


def came_by(response: Response) -> Response:
    """The visit is noted when the page is made; a page is not refused because that fails."""
    if response.status_code == 200:
        try:
            operations.visit(me())
        except Refusal as refusal:
            log.warning("a visit was not kept: %s", refusal.code)
    return response


def greeting(by: Actor, waits: list[Any]) -> str:
    """The finding of the page: how many answers are awaited, or else how much is to be finished."""
    awaited = sum(one.awaited for one in waits)
    name = by.name.split()[0]
    if awaited and by.organisation_id:
        return ngettext(
            "Hello %(name)s, one answer is awaited %(whose)s",
            "Hello %(name)s, %(many)s answers are awaited %(whose)s",
            awaited, name=name, many=in_words(awaited), whose=whose(by),
        )  # fmt: skip
    if waits:
        return ngettext(
            "Hello %(name)s, one thing is left to finish",
            "Hello %(name)s, %(many)s things are left to finish",
            len(waits), name=name, many=in_words(len(waits)),
        )  # fmt: skip
    return _("Hello %(name)s, nothing waits for you", name=name)


def in_words(number: int) -> str:
    return _(NUMBERS[number - 2]) if 2 <= number < len(NUMBERS) + 2 else str(number)


def term(vocabulary: str, code: str) -> str:
    """The name of a code in the reader's language."""
    return VOCABULARIES[vocabulary].name(code, language())


def place(code: str) -> str:
    """A region's or a country's name."""
    return term("region" if code in regions else "country", code)


def whose(by: Actor) -> str:
    """ "from Minalogic"; French elides before a vowel: « d’Aquavia »."""
    if language() == "fr" and fold(by.organisation_name)[:1] in tuple("aeiou"):
        return f"d’{by.organisation_name}"
    return _("from %(organisation)s", organisation=by.organisation_name)
