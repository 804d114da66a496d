"""The words for what groups keep as codes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..models import (
    ACTIVE,
    CHAIR,
    CLOSED,
    DORMANT,
    HIDDEN,
    INVITATION,
    MEMBER,
    OBSERVER,
    OPEN,
    REQUEST,
    SECRETARY,
)  # fmt: skip

JOINING_WORDS: dict[str, Any] = {
    OPEN: _l("Open to every organisation"),
    REQUEST: _l("On request"),
    INVITATION: _l("By invitation"),
    HIDDEN: _l("Hidden"),
}
JOINING_HINTS: dict[str, Any] = {
    OPEN: _l("Anybody who acts for an organisation may join at once."),
    REQUEST: _l("Anybody may ask; the chair or the secretary answers."),
    INVITATION: _l("Everybody sees that the group exists; only those invited come in."),
    HIDDEN: _l("Only members and those invited know that the group exists."),
}
ROLE_WORDS: dict[str, Any] = {
    CHAIR: _l("Chair"),
    SECRETARY: _l("Secretary"),
    MEMBER: _l("Member"),
    OBSERVER: _l("Observer"),
}
ROLE_HINTS: dict[str, Any] = {
    SECRETARY: _l("runs the group with the chair"),
    OBSERVER: _l("reads, does not write"),
}
STATE_WORDS: dict[str, Any] = {
    ACTIVE: _l("Active"),
    DORMANT: _l("Dormant"),
    CLOSED: _l("Closed"),
}
