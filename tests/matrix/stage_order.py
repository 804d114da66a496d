"""Somebody muted, a report that waits and one that the network was given, the trace of it, and a
room that its group has archived."""

from types import SimpleNamespace
from typing import Any

from grappe.foundation.db import db, utc_now
from grappe.groups.models import GroupRoom
from grappe.rooms.models import Mute, Report, Room, RoomAct, RoomMember


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


def shut_room(stage: dict[str, Any], world: SimpleNamespace) -> None:
    """The open group has a second room, which may be opened again."""
    room = Room(
        title="Canaryroomshut", place="", path=f"/groups/{stage['group:open']}",
        holder_type="working_group", holder_id=stage["group:open"], archived_at=utc_now(),
    )  # fmt: skip
    db.session.add(room)
    db.session.flush()
    for person, organisation, role in (
        ("ada", "plastalia", "chair"), ("alix", "plastalia", "secretary"),
        ("bo", "textora", "member"), ("bea", "textora", "observer"),
    ):  # fmt: skip
        db.session.add(RoomMember(
            room_id=room.id, person_id=getattr(world, person), role=role,
            organisation_id=getattr(world, organisation),
        ))  # fmt: skip
    link = GroupRoom(group_id=stage["group:open"], room_id=room.id, position=1)
    db.session.add(link)
    db.session.flush()
    stage["place:shut"] = link.id
