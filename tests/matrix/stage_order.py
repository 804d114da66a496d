"""Somebody muted, a report that waits and one that the network was given, and the trace of it."""

from types import SimpleNamespace
from typing import Any

from grappe.foundation.db import db, utc_now
from grappe.rooms.models import Mute, Report, Room, RoomAct


def order(stage: dict[str, Any], world: SimpleNamespace, name: str, place: Room) -> None:
    """Bea has reported what Bo said; in the closed room nobody has judged and the network does."""
    if name not in ("hidden", "closed"):
        return
    forwarded = utc_now() if name == "closed" else None
    message_id = stage[f"message:{name}-bo"]
    row = Report(
        room_id=place.id, message_id=message_id, seq=2, by_id=world.bea, about_id=world.bo,
        reason="other", words=f"Canaryreportwords{name}", quoted=f"Canaryquoted{name}",
        forwarded_at=forwarded,
    )  # fmt: skip
    act = RoomAct(
        room_id=place.id, verb="forward" if forwarded else "stands", by_id=world.ada,
        organisation_id=world.plastalia, person_id=world.bo, reason=f"Canaryact{name}",
    )  # fmt: skip
    db.session.add_all([row, act])
    db.session.flush()
    stage[f"report:{name}"] = row.id
    if name == "hidden":
        muted = Mute(
            room_id=place.id, person_id=world.bea, by_id=world.ada, reason="Canarymutehidden"
        )
        db.session.add(muted)
