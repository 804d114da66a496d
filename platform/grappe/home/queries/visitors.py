"""What is open to everybody."""

from typing import Any

from sqlalchemy import select

from grappe.calls.models import Call
from grappe.foundation.actor import ANONYMOUS
from grappe.foundation.db import AnyRow, db, utc_now
from grappe.foundation.policy import visible
from grappe.organisations.models import Organisation

MOST = 5


def open_calls() -> list[AnyRow]:
    """Public calls that can be answered, the newest first."""
    found: Any = (
        select(
            Call.id, Call.title, Call.language, Call.deadline, Call.organisation_id,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Call.organisation_id)
        .where(visible(ANONYMOUS, "calls.read"), Call.state == "open", Call.deadline > utc_now())
        .order_by(Call.published_at.desc(), Call.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(db.session.execute(found))
