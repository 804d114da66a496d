"""What is over is forgotten: sessions, links, registrations nobody confirmed."""

import datetime as dt

from sqlalchemy import delete

from grappe.accounts.models import Person, SecretLink, SignIn
from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import every

from .sessions import drop

KEPT = dt.timedelta(days=14)


@every(minutes=60, name="accounts.forget")
def forget_regularly() -> None:
    forget(SYSTEM)


@operation
def forget(by: Actor) -> None:
    """Sessions and links that are over, and accounts nobody confirmed within two weeks."""
    require(by, "accounts.tend")
    now = utc_now()
    drop(SignIn.expires_at < now)
    db.session.execute(delete(SecretLink).where(SecretLink.expires_at < now))
    db.session.execute(
        delete(Person).where(Person.confirmed_at.is_(None), Person.created_at < now - KEPT)
    )
