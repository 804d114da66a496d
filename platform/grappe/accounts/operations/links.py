"""Links that are sent by mail and open one thing once."""

import datetime as dt
from typing import Any

from sqlalchemy import delete

from grappe.accounts.models import Person, SecretLink
from grappe.accounts.queries import OVER, open_link
from grappe.accounts.session import digest, new_token
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Invalid
from grappe.foundation.operations import lock


def issue(person: Person, purpose: str, lasts: dt.timedelta, **data: Any) -> str:
    """Inside an operation: a new link for `person`; gives the token that opens it."""
    token = new_token()
    db.session.add(
        SecretLink(digest=digest(token), purpose=purpose, person_id=person.id, data=data,
                   expires_at=utc_now() + lasts)
    )  # fmt: skip
    return token


def take(token: str, purpose: str) -> SecretLink:
    """Inside an operation: use the link up; Invalid when somebody has, or it is over."""
    link = open_link(token, purpose)
    if link is not None:
        lock(link)
    if link is None or link.used_at is not None:
        raise Invalid(OVER)
    link.used_at = utc_now()
    return link


def forget(person: Person, *purposes: str) -> None:
    """Inside an operation: the person's other links of these purposes open nothing any more."""
    mine = delete(SecretLink).where(SecretLink.person_id == person.id)
    db.session.execute(mine.where(SecretLink.purpose.in_(purposes), SecretLink.used_at.is_(None)))
