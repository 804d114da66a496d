"""What can be done with groups, and the news it makes."""

from .amending import amend
from .asking import admit, ask, refuse, withdraw
from .ending import close, reopen, rest
from .founding import Terms, create_group
from .inviting import accept, decline, invite, revoke
from .leaving import leave, left_organisation, remove
from .places import add_room, archive_room, rename_room, reopen_room
from .seating import change_role, hand_over, join

__all__ = [
    "Terms", "accept", "add_room", "admit", "amend", "archive_room", "ask", "change_role", "close",
    "create_group", "decline", "hand_over", "invite", "join", "leave", "left_organisation",
    "refuse", "remove", "rename_room", "reopen", "reopen_room", "rest", "revoke", "withdraw",
]  # fmt: skip
