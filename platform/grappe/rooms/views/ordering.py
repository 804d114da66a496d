"""What holds in a room, and order in it: slow mode, muting, the trace of what was done."""

import datetime as dt
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation import formats
from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid, Missing
from grappe.foundation.policy import abilities
from grappe.foundation.web import done, door, go, page

from .. import queries
from ..forms.order import KEEP_WORDS, ORDER_WORDS, SLOW_WORDS, MuteForm, SlowForm
from ..models import Room
from ..operations import mute, slow_down, unmute
from ..policy import MANAGERS
from . import bp
from .reading import number

MOST = 100


@bp.get("/<int:room_id>/about")
@door("rooms.read", Room, "room_id")
def about(room: Room) -> ResponseReturnValue:
    return about_page(room)


def about_page(room: Room, status: int = 200, form: SlowForm | None = None) -> ResponseReturnValue:
    by = me()
    facts = queries.facts(by, room)
    return page(
        "rooms/about.html", status, room=room, facts=facts, managers=queries.managers(room),
        others=queries.others(by, room) if facts.may_manage else [],
        may=abilities(by, room, "rooms.keep", "rooms.manage"), now=dt.datetime.now(dt.UTC),
        form=form or SlowForm(formdata=None, seconds=str(room.slow_seconds)), **ORDER_WORDS,
    )  # fmt: skip


@bp.post("/<int:room_id>/slow")
@door("rooms.manage", Room, "room_id")
def slow(room: Room) -> ResponseReturnValue:
    form = SlowForm()
    if not form.validate():
        return about_page(room, 422, form)
    slow_down(me(), room, int(form.seconds.data))
    done(_("Slow mode is set."))
    return go("rooms.about", room_id=room.id)


@bp.route("/<int:room_id>/people/<int:person_id>/mute", methods=["GET", "POST"])
@door("rooms.manage", Room, "room_id")
def mute_somebody(room: Room, person_id: int) -> ResponseReturnValue:
    person = queries.person_in(room, person_id)
    if person is None or person.role in MANAGERS:
        raise Missing
    form = MuteForm()
    if form.validate_on_submit():
        try:
            mute(me(), room, person_id, form.term.data, form.reason.data or "")
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("%(person)s can read on, and not write.", person=person.name))
            return go("rooms.about", room_id=room.id, _anchor="people")
    status = 422 if form.is_submitted() else 200
    return page("rooms/mute.html", status, room=room, person=person, form=form)


@bp.post("/<int:room_id>/people/<int:person_id>/unmute")
@door("rooms.manage", Room, "room_id")
def lift_mute(room: Room, person_id: int) -> ResponseReturnValue:
    unmute(me(), room, person_id)
    done(_("The mute is lifted."))
    return go("rooms.about", room_id=room.id, _anchor="people")


def detail(act: Any) -> str:
    """What the detail of an act means, by its verb."""
    if not act.detail:
        return ""
    if act.verb == "mute":
        return _("until %(time)s", time=formats.day_time(dt.datetime.fromisoformat(act.detail)))
    if act.verb == "unmute":
        return _("because the time was over")
    words = {"slow": SLOW_WORDS, "keep": KEEP_WORDS}.get(act.verb)
    return str(words[int(act.detail)]) if words else act.detail


@bp.get("/<int:room_id>/trace")
@door("rooms.read", Room, "room_id")
def trace(room: Room) -> ResponseReturnValue:
    """All of it for those who run the room; the others see what concerns them."""
    rows = queries.acts(me(), room, number("before"))
    return page(
        "rooms/trace.html", room=room, rows=rows[:MOST], older=len(rows) > MOST, detail=detail,
        may=abilities(me(), room, "rooms.manage"), **ORDER_WORDS,
    )  # fmt: skip
