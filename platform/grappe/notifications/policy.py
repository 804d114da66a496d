"""Who may read a notification, and whether what it is about is still open to them."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from grappe.foundation.policy import RULES, Principal, rule

from .models import KINDS, Notification


@rule("notifications.read", Notification)
def may_read(p: Principal) -> ColumnElement[bool]:
    """Nobody reads what was told to somebody else."""
    return and_(p.active, Notification.person_id == p.id)


@rule("notifications.choose")
def may_choose(p: Principal) -> ColumnElement[bool]:
    """One's own preferences."""
    return p.active


@rule("notifications.tell")
def only_the_worker(p: Principal) -> ColumnElement[bool]:
    """Notifications come from deeds, never from somebody's hand."""
    return false()


def still_open(p: Principal) -> ColumnElement[bool]:
    """What the notification is about may be opened by `p` now."""
    kinds = defaultdict(list)
    for name, kind in KINDS.items():
        kinds[kind.opens].append(name)
    return or_(*(and_(Notification.kind.in_(n), opens(p, action)) for action, n in kinds.items()))


def opens(p: Principal, action: str) -> ColumnElement[bool]:
    model: Any = RULES[action].model
    found = select(model.id).where(model.id == Notification.object_id, RULES[action].expression(p))
    return found.correlate(Notification).exists()
