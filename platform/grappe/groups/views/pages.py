"""What one can look at: the list of groups, one group, its members."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.beside import beside_of
from grappe.foundation.errors import Refusal
from grappe.foundation.policy import abilities
from grappe.foundation.text import markdown, plain, tidy
from grappe.foundation.web import Slice, door, page

from .. import queries
from ..forms import AskForm
from ..forms.words import JOINING_HINTS, JOINING_WORDS, ROLE_HINTS, ROLE_WORDS, STATE_WORDS
from ..models import JOINING, WorkingGroup

bp = Slice("groups", __name__)


def lead(mandate: str) -> str:
    """The first paragraph of a mandate, on one line."""
    return plain(mandate.strip().partition("\n\n")[0], 200)


WORDS = {
    "joining_words": JOINING_WORDS, "joining_hints": JOINING_HINTS, "role_words": ROLE_WORDS,
    "role_hints": ROLE_HINTS, "state_words": STATE_WORDS, "plain": plain,
    "lead": lead, "markdown": markdown,
}  # fmt: skip
MAY = (
    "groups.enter", "groups.desk", "groups.join", "groups.request", "groups.manage",
    "groups.hand_over", "groups.close", "groups.leave", "sessions.plan",
)  # fmt: skip


@bp.get("/")
@door("signed_in")
def index() -> ResponseReturnValue:
    words, joining = tidy(request.args.get("q", ""))[:100], request.args.get("joining", "")
    joining = joining if joining in JOINING else ""
    number = min(request.args.get("page", 1, type=int), 10_000)
    found = queries.listing(me(), words, joining, max(number, 1))
    return page(
        "groups/index.html", found=found, waiting=queries.waiting_for(me()), q=words,
        joining=joining, may=abilities(me(), None, "groups.create"),
        address=lambda n: url_for(
            "groups.index", q=words or None, joining=joining or None, page=n if n > 1 else None
        ), **WORDS,
    )  # fmt: skip


@bp.get("/<int:group_id>")
@door("groups.read", WorkingGroup, "group_id")
def show(working_group: WorkingGroup) -> ResponseReturnValue:
    return overview(working_group)


@bp.get("/<int:group_id>/members")
@door("groups.enter", WorkingGroup, "group_id")
def members(working_group: WorkingGroup) -> ResponseReturnValue:
    return page("groups/members.html", **around(working_group))


def overview(group: WorkingGroup, status: int = 200, **more: Any) -> ResponseReturnValue:
    """The group as whoever asks may see it: a card, or what is inside as well."""
    context = around(group)
    inside = "groups.enter" in context["may"]
    if inside:
        context |= {"rooms": queries.rooms_inside(me(), group)}
        context |= {"origin": queries.origin_of(me(), group)}
        lies = context["lies_beside"]
        told = beside_of(me(), "working_group", [group.id])[group.id] if lies else []
        context |= {"beside": told}
    else:
        context |= {"standing": queries.standing(me(), group)}
    asks = {"ask": more.pop("ask", None) or AskForm()} if not inside else {}
    return page("groups/show.html", status, inside=inside, **(context | asks | more))


def around(group: WorkingGroup) -> dict[str, Any]:
    """What every page of a group needs: who is in it, what one may do, whether one is in."""
    may = abilities(me(), group, *MAY)
    there = queries.round_of(group)
    mine = next((row for row in there.members if row.person_id == me().person_id), None)
    return {
        "group": group, "may": may, "circles": queries.circles(there.members),
        "members_count": len(there.members), "mine": mine, "version": there.version,
        "lies_beside": there.beside,
        "waiting": there.waiting if "groups.desk" in may else 0,
        "elsewhere": mine if mine and mine.organisation_id != me().organisation_id else None,
    } | WORDS  # fmt: skip


def said(refusal: Refusal) -> str:
    """The sentence of a refusal in the reader's language."""
    sentence = _(refusal.sentence)
    return sentence % refusal.values if refusal.values else sentence
