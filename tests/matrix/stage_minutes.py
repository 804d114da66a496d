"""Sessions of the hidden group that have been held, and their minutes in each state.

Ada, Bo and Cy came. Ada planned them for Plastalia, so its staff may see them and run them.
"""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from grappe.foundation.db import db, utc_now
from grappe.rooms.models import MarkCount
from grappe.sessions.models import Amendment, Minutes, MinutesEdition, Registration, Session
from grappe.sessions.models.minutes_text import SPOKEN, canonical, digest

HOUR = dt.timedelta(hours=1)


def added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def minutes(stage: dict[str, Any], world: SimpleNamespace) -> None:
    for number, state in enumerate(("draft", "amending", "ended", "approved"), start=1):
        session = held(stage, world)
        content = said(state, number)
        row = added(Minutes(
            session_id=session.id, room_id=session.room_id, holder_type="working_group",
            holder_id=stage["group:hidden"], number=number, language="en", state=state,
            content=content, until=utc_now() + (HOUR if state == "amending" else -HOUR),
        ))  # fmt: skip
        stage[f"minutes:{state}"] = session.id  # their address
        if state != "draft":
            amendment = added(Amendment(
                key=str(uuid.uuid4()), minutes_id=row.id, part="section.talk",
                wording=f"Canaryamendment{state}", reason="It was so", person_id=world.bo,
                organisation_id=world.textora, state="refused" if state == "approved" else "proposed",
            ))  # fmt: skip
            stage[f"amendment:{state}"] = amendment.id
        if state == "approved":
            text = canonical(content)
            added(MinutesEdition(minutes_id=row.id, number=1, content=content, text=text,
                                 sha256=digest(text), by_id=world.ada))  # fmt: skip
    added(MarkCount(holder_type="working_group", holder_id=stage["group:hidden"], kind="minutes",
                    number=4))  # fmt: skip
    stage["session:held"] = held(stage, world).id


def held(stage: dict[str, Any], world: SimpleNamespace) -> Session:
    now = utc_now()
    session = added(Session(
        key=str(uuid.uuid4()), room_id=stage["room:hidden"], organisation_id=world.plastalia,
        by_id=world.ada, title="A session that was held", state="closed", starts_at=now - 2 * HOUR,
        opened_at=now - 2 * HOUR, closed_at=now - HOUR,
    ))  # fmt: skip
    for person, organisation in (("ada", "plastalia"), ("bo", "textora"), ("cy", "aquavia")):
        added(Registration(session_id=session.id, person_id=getattr(world, person),
                           organisation_id=getattr(world, organisation), came_at=now - HOUR))  # fmt: skip
    return session


def said(state: str, number: int) -> dict[str, Any]:
    return {
        "form": 1, "language": "en", "number": number, "place": "The group", "title": "Of a session",
        "facts": [{"key": "present", "label": "Present", "text": "Everybody"}], "entries": [],
        "sections": [{"key": "talk", "heading": "Discussion", "body": f"Canaryminutes{state}"}],
        "words": dict(SPOKEN),
    }  # fmt: skip
