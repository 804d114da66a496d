"""News of all lower slices becomes notifications, and some of them letters."""

from typing import Any

from flask import current_app

from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db
from grappe.foundation.mail import send
from grappe.foundation.models import Deed
from grappe.foundation.news import on_deed
from grappe.foundation.signing import sign
from grappe.foundation.tasks import task

from . import operations
from .models import KINDS, TOPICS
from .queries.letters import letter
from .queries.recipients import TOLD


@on_deed(*TOLD)
def tell(deed: Deed) -> None:
    operations.tell(SYSTEM, deed.id)


@task("notifications.mail")
def post(promised: dict[str, int]) -> None:
    """Send one notification by e-mail. What was promised holds two numbers: everything else is
    asked now, so that nothing confidential waits in a queue and the rule holds until the end."""
    found = letter(promised["person"], promised["deed"])
    said = written(found) if found is not None else None
    db.session.rollback()  # hold no lock while a mail server takes its time
    if said is not None:
        send(said)


def written(found: Any) -> dict[str, Any]:
    kind = KINDS[found.kind]
    public = current_app.extensions["settings"].public_url
    token = sign("notifications.unsubscribe", {"person": found.person_id, "topic": kind.topic})
    stop = f"{public}/notifications/unsubscribe/{token}"
    return {
        "to": found.email,
        "locale": found.locale,
        "template": "notifications/told",
        "values": {
            "name": found.name, "sentence": kind.sentence, "act": kind.act, "params": found.params,
            "url": public + found.path, "topic": TOPICS[kind.topic].label, "stop": stop,
            "lang": found.locale, "zone": found.timezone,
        },
        "headers": {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    }  # fmt: skip
