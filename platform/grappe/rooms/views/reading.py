"""Reading: the list of rooms, a room, its log for pages without a live line."""

from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from grappe.foundation.asking import me, me_again
from grappe.foundation.beside import beside_of
from grappe.foundation.errors import Missing
from grappe.foundation.shell import shell
from grappe.foundation.text import plain
from grappe.foundation.web import door, page

from .. import queries
from ..forms import MessageForm
from ..forms.order import SLOW_WORDS
from ..forms.words import WORDS
from ..models import Message, Room
from . import bp
from .arranging import blank, by_place, days, fresh_cid, latest_words

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


@bp.get("/<int:room_id>/threads/<int:message_id>")
@door("rooms.read", Room, "room_id")
@door("rooms.read_message", Message, "message_id")
def thread(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    if message.root_id is not None:
        asked = {"room_id": room.id, "message_id": message.root_id, "around": message.seq}
        return redirect(url_for("rooms.thread", **asked, _anchor=f"m-{message.id}"), 303)
    form = MessageForm(formdata=None, cid=fresh_cid(), reply_to=number("reply"), root=message.id)
    return room_page(room, form, root=message)


def room_page(
    room: Room, form: MessageForm, status: int = 200, root: Message | None = None
) -> ResponseReturnValue:
    """The talk, or the thread of `root`. Links know a message by its event: one that stands in a
    thread is shown there."""
    by, around = me(), number("around")
    facts = queries.facts(by, room, None if root else around)
    if facts.root_at is not None:
        asked = {"room_id": room.id, "message_id": facts.root_at, "around": around}
        return redirect(url_for("rooms.thread", **asked), 303)
    asked = {name: number(name) for name in ("before", "after", "around")}
    talk = queries.talk(by, room, **asked, root=root.id if root else None)
    line = facts.read_seq if facts.unread > 0 and root is None else None
    laid_out = days(talk, line, by.person_id, facts.my_organisation)
    items = [item for day in laid_out for item in day.items]
    return page(
        "rooms/room.html", status, room=room, facts=facts, talk=talk, days=laid_out, form=form,
        places=by_place(shell()["room_list"]), blank=blank,
        replied=next((i for i in items if i.said and i.id == form.reply_to.data), None),
        first=items[0].seq if items else 0, last=items[-1].seq if items else 0,
        record=queries.record(by, room, facts.marked, facts.pinned),
        managers=queries.managers(room) if facts.muted else [],
        plain=plain, root=root, thread_id=root.id if root else 0, slow_words=SLOW_WORDS, **WORDS,
        sessions=beside_of(by, "room", [room.id])[room.id] if facts.beside else [],
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
