"""The record: writing a message into it, agreeing, settling; the register, and my actions."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.beside import Beside, beside_of
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.policy import allowed
from grappe.foundation.shell import nothing_around
from grappe.foundation.text import plain
from grappe.foundation.watch import version
from grappe.foundation.web import done, door, page, safe_next

from .. import queries
from ..forms import MarkForm
from ..forms.order import SLOW_WORDS
from ..forms.words import WORDS
from ..models import DROPPED, KINDS, Mark, Message, Room
from ..operations import agree, amend_mark, mark_message, settle_mark, unmark
from ..queries.files import latest_files
from . import bp
from .reading import together
from .writing import for_script, pressed, to_message


@bp.route("/<int:room_id>/messages/<int:message_id>/mark", methods=["GET", "POST"])
@door("rooms.read", Room, "room_id")
@door("rooms.mark", Message, "message_id")
def mark(room: Room, message: Message) -> ResponseReturnValue:
    together(room, message)
    if entry := queries.mark_of(message):
        return to_entry(entry)
    form = MarkForm.about(message, request.args.get("kind", ""), queries.people_of(room))
    if form.validate_on_submit():
        try:
            mark_message(me(), room, message, form.kind.data, form.said)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("The message is in the record."))
            return redirect(to_message(room, message.id, message.seq), 303)
    return page("rooms/mark.html", 422 if form.errors else 200, room=room, form=form,
                message=message, entry=None, **WORDS)  # fmt: skip


def to_entry(mark: Mark) -> ResponseReturnValue:
    """A message stands in the record once: who would write it there again is led to its entry."""
    if allowed(me(), "marks.amend", mark):
        return redirect(url_for("rooms.edit_mark", mark_id=mark.id), 303)
    done(_("This message is in the record already."))
    return redirect(back_from(mark), 303)


@bp.route("/marks/<int:mark_id>/edit", methods=["GET", "POST"])
@door("marks.amend", Mark, "mark_id")
def edit_mark(mark: Mark) -> ResponseReturnValue:
    room = queries.room(me(), mark.room_id)
    form = MarkForm.of(mark, queries.people_of(room))
    if not form.validate_on_submit():
        return entry_page(room, mark, form, 422 if form.errors else 200)
    try:
        amend_mark(me(), mark, form.said, form.seen)
    except Invalid as refusal:
        form.blame(refusal)
        return entry_page(room, mark, form, 422)
    except Conflict:
        if mark.state == DROPPED:
            raise
        return entry_page(room, mark, form, 409, form.overtaken(mark))
    done(_("The record has been changed."))
    return redirect(back_from(mark), 303)


def entry_page(
    room: Room, mark: Mark, form: MarkForm, status: int, differences: Sequence[Any] = ()
) -> ResponseReturnValue:
    """With `differences`: what was stored meanwhile beside what was written; nothing is lost."""
    return page("rooms/mark.html", status, room=room, form=form, message=None, entry=mark,
                differences=differences, **WORDS)  # fmt: skip


@bp.post("/marks/<int:mark_id>/agree")
@door("marks.agree", Mark, "mark_id")
def give_voice(mark: Mark) -> ResponseReturnValue:
    on = request.form.get("on", "1") == "1"
    return pressed(lambda: agree(me(), mark, on), back_from(mark))


@bp.post("/marks/<int:mark_id>/settle")
@door("marks.settle", Mark, "mark_id")
def settle(mark: Mark) -> ResponseReturnValue:
    state = request.form.get("state", "")
    return pressed(lambda: settle_mark(me(), mark, state), back_from(mark))


@bp.post("/marks/<int:mark_id>/remove")
@door("marks.amend", Mark, "mark_id")
def remove_mark(mark: Mark) -> ResponseReturnValue:
    answer = pressed(lambda: unmark(me(), mark), back_from(mark))
    if not for_script():
        done(_("It is no longer in the record. Its number is not given again."))
    return answer


def back_from(mark: Mark) -> str:
    """Where the button was pressed: beside the talk, in the register, or among my actions."""
    if back := request.form.get("next"):
        return safe_next(back)
    return url_for("rooms.show", room_id=mark.room_id, _anchor="record")


@bp.get("/<int:room_id>/beside")
@door("rooms.read", Room, "room_id")
def beside(room: Room) -> ResponseReturnValue:
    """The record alone, which everybody who has the room open fetches when it has changed."""
    nothing_around()
    state = version(f"rooms/{room.id}")  # first: never newer than what is shown
    facts = queries.facts(me(), room)
    return page(
        "rooms/beside.html", room=room, version=state, facts=facts,
        record=queries.record(me(), room, facts.marked, facts.pinned),
        managers=queries.managers(room) if facts.muted else [],
        files=latest_files(me(), room) if facts.filed else (),
        plain=plain, slow_words=SLOW_WORDS, **WORDS,
    )  # fmt: skip


@bp.get("/<int:room_id>/record")
@door("rooms.read", Room, "room_id")
def register(room: Room) -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    watched = queries.rooms_watched(me(), room)  # first: never newer than what is shown
    rows = queries.register(me(), room, kind)
    shown = [kind] if kind in KINDS else list(KINDS)
    entries = {name: [row for row in rows if row.kind == name] for name in shown}
    return page("rooms/record.html", room=room, entries=entries, kind=kind, any=bool(rows),
                watched=watched, also=also(rows), **WORDS)  # fmt: skip


@bp.get("/actions")
@door("signed_in")
def actions() -> ResponseReturnValue:
    rows = queries.actions_of(me())
    return page("rooms/actions.html", rows=rows, also=also(rows), **WORDS)


def also(rows: Sequence[Any]) -> dict[int, list[Beside]]:
    """Where else the entries stand, as far as other slices know."""
    return beside_of(me(), "mark", [row.id for row in rows])
