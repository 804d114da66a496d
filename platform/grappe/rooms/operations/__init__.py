"""What can be done in a room, and with it."""

from .indexing import catch_up
from .ordering import mute, slow_down, unmute
from .posting import delete_message, edit_message, post_message, restore_message
from .reading import mark_read, note_presence
from .recording import Said, agree, amend_mark, mark_message, settle_mark, unmark
from .reporting import Verdict, decide, report
from .responding import pin, react

__all__ = [
    "Said",
    "Verdict",
    "agree",
    "amend_mark",
    "catch_up",
    "decide",
    "delete_message",
    "edit_message",
    "mark_message",
    "mark_read",
    "mute",
    "note_presence",
    "pin",
    "post_message",
    "react",
    "report",
    "restore_message",
    "settle_mark",
    "slow_down",
    "unmark",
    "unmute",
]  # fmt: skip
