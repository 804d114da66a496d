"""What can be asked of what is planned."""

from .around import beside_calls, beside_groups, beside_rooms
from .calendar import calendar_of, feed_owner
from .choices import (
    call_to_pitch,
    hostable,
    my_calls,
    open_for_pitches,
    rooms_i_run,
    session_to_pitch,
)
from .home import Mine, mine
from .lists import listing
from .page import SessionPage, agenda, plan_version, session_page

__all__ = [
    "Mine",
    "SessionPage",
    "agenda",
    "beside_calls",
    "beside_groups",
    "beside_rooms",
    "calendar_of",
    "call_to_pitch",
    "feed_owner",
    "hostable",
    "listing",
    "mine",
    "my_calls",
    "open_for_pitches",
    "plan_version",
    "rooms_i_run",
    "session_page",
    "session_to_pitch",
]  # fmt: skip
