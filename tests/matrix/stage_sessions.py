"""Sessions with a canary word in each text: for the network, in a room, live, over; a pitch of a
call that not everybody may read. Plastalia organises, Textora is asked to as well, Cy comes."""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from grappe.foundation.db import db, utc_now
from grappe.rooms.models import Room, RoomMember
from grappe.sessions.models import (
    DateOption,
    Point,
    Registration,
    Session,
    SessionHost,
)  # fmt: skip


def added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def sessions(stage: dict[str, Any], world: SimpleNamespace) -> None:
    for name, state, room, dated in (
        ("network", "planned", None, True), ("hidden", "planned", "room:hidden", True),
        ("poll", "planned", "room:hidden", False), ("live", "live", None, True),
        ("closed", "closed", None, True),
    ):  # fmt: skip
        held = stage[room] if room else own_room(world, name)
        row = added(Session(
            key=str(uuid.uuid4()), room_id=held, organisation_id=world.plastalia, by_id=world.ada,
            title=f"Canarysession{name}", about=f"Canaryabout{name}", folded=f"canarysession{name}",
            visibility="room" if room else "network", state=state,
            starts_at=utc_now() + dt.timedelta(days=9) if dated else None,
            link=f"https://canarylink{name}.example/", capacity=50,
            pitches_until=utc_now() + dt.timedelta(days=5),
            opened_at=utc_now() if state == "live" else None,
        ))  # fmt: skip
        stage[f"session:{name}"] = row.id
        point = added(Point(session_id=row.id, position=1, title=f"Canarypoint{name}"))
        stage[f"point:{name}"] = point.id
        if not dated:
            option = DateOption(session_id=row.id, starts_at=utc_now() + dt.timedelta(days=7))
            stage["option:poll"] = added(option).id
    came(stage, world)


def own_room(world: SimpleNamespace, name: str) -> int:
    room = added(Room(
        title=f"Canarysessionroom{name}", place="Plastalia", path="", holder_type="session",
        holder_id=0,
    ))  # fmt: skip
    for person, organisation, role in (("ada", "plastalia", "chair"), ("cy", "aquavia", "member")):
        added(RoomMember(
            room_id=room.id, person_id=getattr(world, person), role=role,
            organisation_id=getattr(world, organisation),
        ))  # fmt: skip
    return room.id


def came(stage: dict[str, Any], world: SimpleNamespace) -> None:
    for name in ("network", "live", "closed"):
        number = stage[f"session:{name}"]
        added(Registration(session_id=number, person_id=world.cy, organisation_id=world.aquavia))
    network = stage["session:network"]
    added(SessionHost(session_id=network, organisation_id=world.textora, by_id=world.ada))
    pitch = added(Point(
        session_id=network, position=2, kind="pitch", title="Plastalia",
        call_id=stage["call:named"], organisation_id=world.plastalia, presenter_id=world.alix,
    ))  # fmt: skip
    stage["point:pitch"] = pitch.id
