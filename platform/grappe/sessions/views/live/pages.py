"""The live page, and the part of it that is fetched again at each change."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.foundation.asking import me
from grappe.foundation.errors import Conflict, Invalid
from grappe.foundation.policy import abilities
from grappe.foundation.web import door, go, page

from ...forms.live import PollForm, QuestionForm, TooForm
from ...models import LIVE, Session
from ...queries import live as queries
from .. import bp


@bp.get("/<int:session_id>/live")
@door("sessions.live", Session, "session_id")
def live(session: Session) -> ResponseReturnValue:
    return shown(session)


@bp.get("/<int:session_id>/live/state")
@door("sessions.live", Session, "session_id")
def live_state(session: Session) -> ResponseReturnValue:
    """What changes, without the shell around it: 150 people fetch it at once."""
    return page("sessions/_live.html", **around(session))


def shown(session: Session, status: int = 200, **more: Any) -> ResponseReturnValue:
    return page("sessions/live.html", status, **(around(session) | more))


def around(session: Session) -> dict[str, Any]:
    by = me()
    may = abilities(by, session, "sessions.speak", "sessions.manage")
    it = queries.state(by, session)
    number, here = it.at(session)
    own = [p.id for p in it.points if p.call_id and p.organisation_id == by.organisation_id]
    return {
        "session": session, "it": it, "number": number, "current": here,
        "manages": "sessions.manage" in may and session.state == LIVE,
        "speaks": "sessions.speak" in may, "now": int(it.now.timestamp() * 1000),
        "left": it.left(session),
        "who": queries.interested_organisations(own) if own else {},
        "ask": QuestionForm(None, key=str(uuid.uuid4())), "too_form": TooForm(None),
        "poll_form": PollForm(None, key=str(uuid.uuid4())), "problem": "",
    }  # fmt: skip


def act(session: Session, do: Callable[[], object]) -> ResponseReturnValue:
    """Do one thing and go back to where it was done; a refusal is said on the page as it is now."""
    try:
        do()
    except (Conflict, Invalid) as refusal:
        said = _(refusal.sentence)
        problem = said % refusal.values if refusal.values else said
        return shown(session, refusal.status, problem=problem)
    return go("sessions.live", session_id=session.id)


def seen() -> int:
    """The version of the state that whoever decides was looking at; none is no version."""
    return request.form.get("seen", -1, type=int)
