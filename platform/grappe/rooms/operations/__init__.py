"""What can be done in a room, and with it."""

from .posting import delete_message, edit_message, post_message, restore_message
from .reading import mark_read, note_presence
from .recording import Said, agree, amend_mark, mark_message, settle_mark, unmark
from .responding import pin, react

__all__ = [
    "Said", "agree", "amend_mark", "delete_message", "edit_message", "mark_message", "mark_read",
    "note_presence", "pin", "post_message", "react", "restore_message", "settle_mark", "unmark",
]  # fmt: skip
