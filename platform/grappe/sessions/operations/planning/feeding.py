"""The secret address of one's own calendar: made, and made anew."""

import hashlib
import secrets

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from ...models import SessionFeed


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@operation
def make_feed(by: Actor) -> str:
    """A new secret, told this once; the address that was there before leads nowhere from now on."""
    require(by, "sessions.feed")
    secret = secrets.token_urlsafe(32)
    db.session.merge(SessionFeed(person_id=by.person_id, digest=digest(secret), made_at=utc_now()))
    return secret


@operation
def drop_feed(by: Actor) -> None:
    require(by, "sessions.feed")
    row = db.session.get(SessionFeed, by.person_id)
    if row is not None:
        db.session.delete(row)
