"""What can be asked about rooms; every question starts from the rule."""

from .keeping import first_run, how_many_go
from .log import around, caught_up, entries, envelopes, listeners, since, standing, versions
from .mentions import NOBODY, mentions, spoken_to, who_is_here
from .order import (
    acts,
    context,
    deciders,
    managers,
    one_report,
    others,
    person_in,
    reporter,
    reports,
    runs_place,
    waiting_reports,
)
from .presence import expired, heads, member_count, members_among, names, present
from .record import Record, actions_of, mark_of, people_of, record, register, rooms_watched
from .rooms import latest, room, rooms_of, unread_total
from .states import NOTHING, reactions, state
from .talk import Talk, facts, talk
from .threads import root_of, taking_part
from .transcripts import Period, transcript

__all__ = [
    "NOBODY",
    "NOTHING",
    "Period",
    "Record",
    "Talk",
    "actions_of",
    "acts",
    "around",
    "caught_up",
    "context",
    "deciders",
    "entries",
    "envelopes",
    "expired",
    "facts",
    "first_run",
    "heads",
    "how_many_go",
    "latest",
    "listeners",
    "managers",
    "mark_of",
    "member_count",
    "members_among",
    "mentions",
    "names",
    "one_report",
    "others",
    "people_of",
    "person_in",
    "present",
    "reactions",
    "record",
    "register",
    "reporter",
    "reports",
    "room",
    "rooms_of",
    "rooms_watched",
    "root_of",
    "runs_place",
    "since",
    "spoken_to",
    "standing",
    "state",
    "taking_part",
    "talk",
    "threads",
    "transcript",
    "unread_total",
    "versions",
    "waiting_reports",
    "who_is_here",
]  # fmt: skip
