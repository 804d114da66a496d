"""Reading: the list of rooms, a room, its log for pages without a live line."""

from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from grappe.foundation.asking import me, me_again
from grappe.foundation.errors import Missing
from grappe.foundation.shell import shell
from grappe.foundation.text import plain
from grappe.foundation.web import door, page

from .. import queries
from ..forms import MessageForm
from ..forms.order import SLOW_WORDS
from ..forms.words import WORDS
from ..models import Message, Room
from ..operations import Attached
from ..queries.files import latest_files
from . import bp
from .arranging import blank, by_place, days, fresh_cid, latest_words
from .attaching import limits, waiting

LARGEST = 2**63 - 1


@bp.get("/")
@door("signed_in")
def index() -> ResponseReturnValue:
    last = latest_words(queries.latest(me()))
    return page("rooms/index.html", places=by_place(shell()["room_list"]), last=last)


@bp.get("/<int:room_id>")
@door("rooms.read", Room, "room_id")
def show(room: Room) -> ResponseReturnValue:
    form = MessageForm(formdata=None, cid=fresh_cid(), reply_to=number("reply"))
    return room_page(room, form)


def room_page(
    room: Room, form: MessageForm, status: int = 200, brought: list[Attached] | None = None
) -> ResponseReturnValue:
    by = me()
    facts = queries.facts(by, room)
    asked = {name: number(name) for name in ("before", "after", "around")}
    talk = queries.talk(by, room, **asked)
    line = facts.read_seq if facts.unread > 0 else None
    laid_out = days(talk, line, by.person_id, facts.my_organisation)
    items = [item for day in laid_out for item in day.items]
    return page(
        "rooms/room.html", status, room=room, facts=facts, talk=talk, days=laid_out, form=form,
        places=by_place(shell()["room_list"]), blank=blank,
        replied=next((i for i in items if i.said and i.id == form.reply_to.data), None),
        first=items[0].seq if items else 0, last=items[-1].seq if items else 0,
        record=queries.record(by, room, facts.marked, facts.pinned),
        waiting=waiting(room, brought or []),
        files=latest_files(by, room) if facts.filed else (),
        managers=queries.managers(room) if facts.muted else [],
        plain=plain, slow_words=SLOW_WORDS, **limits(), **WORDS,
    )  # fmt: skip


def number(name: str) -> int | None:
    """A number of the address; anything else counts as not given."""
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 20 and int(value) <= LARGEST else None


@bp.get("/<int:room_id>/events")
@door("rooms.read", Room, "room_id")
def events(room: Room) -> Response:
    """The log after `?after=`, as the live line tells it: for pages whose line is refused."""
    answer: dict[str, Any] = queries.caught_up(me(), room.id, number("after") or 0, me_again)
    return jsonify({"ok": True} | answer)


@bp.get("/<int:room_id>/people")
@door("rooms.read", Room, "room_id")
def people(room: Room) -> Response:
    """Whom one can speak to here, for the composer."""
    persons, organisations = queries.who_is_here(me(), room)
    return jsonify(
        people=[{"name": row.name, "organisation": row.organisation} for row in persons],
        organisations=[
            {"name": row.name, "more": ngettext("%(num)s person", "%(num)s people", row.people)}
            for row in organisations
        ],
        everybody=gettext("everyone"), everybody_more=gettext("everybody in the room"),
    )  # fmt: skip


def together(room: Room, message: Message) -> None:
    """Two numbers in one address: the message must be of the room."""
    if message.room_id != room.id:
        raise Missing
