"""The files of the stage: what Bo has sent with his message in each room, and what he has not yet."""

import uuid
from types import SimpleNamespace
from typing import Any

from grappe.foundation.db import db
from grappe.foundation.storage import put
from grappe.rooms.models import Message, RoomFile


def files(stage: dict[str, Any], world: SimpleNamespace) -> None:
    for name in ("open", "request", "invitation", "hidden", "closed"):
        message = db.session.get_one(Message, stage[f"message:{name}-bo"])
        sent = kept(stage, world, name, "attached", message_id=message.id)
        message.files = [sent.told]
        stage[f"room_file:{name}"] = sent.id
        stage[f"room_file:{name}-waiting"] = kept(stage, world, name, "waiting").id


def kept(
    stage: dict[str, Any], world: SimpleNamespace, room: str, what: str, **more: Any
) -> RoomFile:
    row = RoomFile(
        room_id=stage[f"room:{room}"], author_id=world.bo, organisation_id=world.textora,
        client_id=uuid.uuid4(), kind="text", name=f"Canary{what}{room}.txt", type="text/plain",
        size=17, sha256="0" * 64, key=put(f"Canaryinside{what}{room}".encode()),
        small=put(f"Canarysmall{what}{room}".encode()), facts={}, alt="", place=0, **more,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row
