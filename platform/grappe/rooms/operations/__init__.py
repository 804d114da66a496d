"""What can be done in a room, and with it."""

from .posting import delete_message, edit_message, post_message
from .reading import mark_read, note_presence

__all__ = ["delete_message", "edit_message", "mark_read", "note_presence", "post_message"]
