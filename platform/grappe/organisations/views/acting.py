"""Choosing for whom one acts: one click, on every page."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Missing
from grappe.foundation.web import done, door, safe_next
from grappe.organisations import queries
from grappe.organisations.operations import acting

from .blueprint import bp


@bp.post("/act-for")
@door("signed_in")
def act_for() -> ResponseReturnValue:
    membership = queries.membership(me(), number(request.form.get("membership", "")))
    name = membership.organisation.name
    acting.act_for(me(), membership)
    done(_("You now act for %(name)s.", name=name))
    return Response(status=303, headers={"Location": safe_next(request.form.get("next"))})


def number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Missing
    return int(text)
