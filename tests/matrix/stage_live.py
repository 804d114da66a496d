"""What was said in the live session, with a canary word in each text."""

import uuid
from types import SimpleNamespace
from typing import Any

from grappe.sessions.models import HaveItToo, Poll, Question

from .stage_sessions import added


def live(stage: dict[str, Any], world: SimpleNamespace) -> None:
    where = {"session_id": stage["session:live"], "key": ""}
    asked = where | {"key": str(uuid.uuid4()), "organisation_id": world.aquavia}
    question = Question(**asked, person_id=world.cy, body="Canarylivequestion")
    stage["question:live"] = added(question).id
    poll = Poll(
        **(where | {"key": str(uuid.uuid4())}), by_id=world.ada, words="Canarylivepoll",
        choices=["Canarylivechoice", "Another"],
    )  # fmt: skip
    stage["poll:live"] = added(poll).id
    added(HaveItToo(point_id=stage["point:live"], organisation_id=world.aquavia,
                    person_id=world.cy, words="Canarylivetoo"))  # fmt: skip
