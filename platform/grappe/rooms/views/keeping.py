"""How long a room keeps what was said: chosen on one page, confirmed on the next."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.web import done, door, go, page

from .. import queries
from ..forms.order import KEEP_WORDS, KeepForm
from ..models import Room
from ..operations import keep
from . import bp


@bp.route("/<int:room_id>/keeping", methods=["GET", "POST"])
@door("rooms.keep", Room, "room_id")
def keeping(room: Room) -> ResponseReturnValue:
    """First the choice; then, with `sure`, what it means in numbers, to be confirmed."""
    form = KeepForm(days=str(room.keep_days), record=room.keep_record)
    if not form.validate_on_submit():
        return choice(room, form, 422 if form.is_submitted() else 200)
    days, record = int(form.days.data), bool(form.record.data)
    if request.form.get("sure") != f"{days}-{record:d}":
        return choice(
            room, form, 200, queries.how_many_go(room, days, record), f"{days}-{record:d}"
        )
    keep(me(), room, days, record)
    done(_("That is how long messages are kept from now on. All members are told."))
    return go("rooms.about", room_id=room.id)


def choice(
    room: Room, form: KeepForm, status: int, goes: int = 0, sure: str = ""
) -> ResponseReturnValue:
    return page(
        "rooms/keeping.html", status, room=room, form=form, goes=goes, sure=sure,
        first=queries.first_run(), keep_words=KEEP_WORDS,
    )  # fmt: skip
