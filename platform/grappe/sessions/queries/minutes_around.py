"""What minutes say beside the entries of a record, and on the page of a group."""

from collections.abc import Collection

from sqlalchemy import func, select

from grappe.foundation.actor import Actor
from grappe.foundation.beside import Beside, beside
from grappe.foundation.db import db
from grappe.foundation.errors import N_
from grappe.foundation.i18n import say
from grappe.foundation.policy import visible
from grappe.rooms.models import DECISION, DONE, Mark

from ..models import APPROVED, Minutes, MinutesMark, Session

LAST = 5


@beside("mark")
def beside_marks(by: Actor, ids: Collection[int]) -> list[Beside]:
    """The approved minutes in which an entry stands; decisions were adopted there."""
    rows = db.session.execute(
        select(
            MinutesMark.mark_id, Minutes.number, Minutes.session_id, Minutes.approved_at,
            Mark.kind, Mark.state,
        )
        .join(Minutes, Minutes.id == MinutesMark.minutes_id)
        .join(Mark, Mark.id == MinutesMark.mark_id)
        .where(MinutesMark.mark_id.in_(list(ids)), visible(by, "minutes.read"))
        .order_by(Minutes.number)
    )  # fmt: skip
    return [
        Beside(
            row.mark_id, said(row.kind, row.state, row.number),
            f"/sessions/{row.session_id}/minutes", row.approved_at, False, "note-pencil",
        )
        for row in rows
    ]  # fmt: skip


def said(kind: str, state: str, number: int) -> str:
    adopted = kind == DECISION and state == DONE
    sentence = (
        N_("Adopted in minutes no. %(number)s") if adopted else N_("In minutes no. %(number)s")
    )
    return say(sentence, number=number)


@beside("working_group")
def beside_groups(by: Actor, ids: Collection[int]) -> list[Beside]:
    """The last minutes of each group that are approved."""
    place = func.row_number().over(partition_by=Minutes.holder_id, order_by=Minutes.number.desc())
    last = (
        select(
            Minutes.holder_id, Minutes.number, Minutes.session_id, Minutes.approved_at,
            Session.title, place.label("place"),
        )
        .join(Session, Session.id == Minutes.session_id)
        .where(
            Minutes.holder_type == "working_group", Minutes.holder_id.in_(list(ids)),
            Minutes.state == APPROVED, visible(by, "minutes.read"),
        )
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(select(last).where(last.c.place <= LAST).order_by(last.c.place))
    return [
        Beside(
            row.holder_id,
            say(N_("Minutes no. %(number)s: %(title)s"), number=row.number, title=row.title),
            f"/sessions/{row.session_id}/minutes", row.approved_at, False, "note-pencil",
        )
        for row in rows
    ]  # fmt: skip
