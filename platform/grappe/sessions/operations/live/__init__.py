"""What is done in a session while it is live."""

from .asking import answer, ask, hide, vote
from .chairing import go_on, jump, more_time, pause, start
from .polling import close_poll, open_poll, say
from .responding import have_it_too, interested
from .speaking import call_next, come, lower, raise_hand

__all__ = [
    "answer", "ask", "call_next", "close_poll", "come", "go_on", "have_it_too", "hide",
    "interested", "jump", "lower", "more_time", "open_poll", "pause", "raise_hand", "say",
    "start", "vote",
]  # fmt: skip
