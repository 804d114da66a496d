"""What there is to tell of sessions."""

from grappe.foundation.errors import N_

from .shape import Kind

READ, MANAGE = "sessions.read", "sessions.manage"
ANSWER = N_("Answer")
SESSION_KINDS = {
    "sessions.host_asked": Kind(
        N_("%(organisation)s asks you to organise the session “%(title)s” together"),
        "organising", "sessions.see_hosting", ANSWER,
    ),
    "sessions.host_accepted": Kind(
        N_("%(organisation)s organises the session “%(title)s” with you"), "organising", READ
    ),
    "sessions.host_declined": Kind(
        N_("%(organisation)s will not organise the session “%(title)s” with you"),
        "organising", READ,
    ),
    "sessions.pitched": Kind(
        N_("%(organisation)s offers a pitch for the session “%(title)s”"), "organising", MANAGE,
        N_("Look at the pitch"),
    ),
    "sessions.pitch_withdrawn": Kind(
        N_("%(organisation)s has withdrawn its pitch from the session “%(title)s”"),
        "organising", MANAGE,
    ),
    "sessions.too_few": Kind(
        N_("Too few people come to the session “%(title)s” so far"), "organising", MANAGE
    ),
    "sessions.enough": Kind(
        N_("Enough people come to the session “%(title)s” now"), "organising", MANAGE
    ),
    "sessions.moved": Kind(N_("The session “%(title)s” has a new date"), "sessions", READ),
    "sessions.dates_asked": Kind(
        N_("Which date suits you for the session “%(title)s”?"), "sessions",
        "sessions.answer_poll", ANSWER,
    ),
    "sessions.date_settled": Kind(
        N_("The date of the session “%(title)s” stands"), "sessions", READ
    ),
    "sessions.cancelled": Kind(N_("The session “%(title)s” is called off"), "sessions", READ),
    "sessions.opened": Kind(
        N_("The session “%(title)s” has begun"), "sessions", READ, N_("Join in")
    ),
    "sessions.moved_up": Kind(
        N_("A place has become free: you come to the session “%(title)s”"), "sessions", READ
    ),
    "sessions.tomorrow": Kind(
        N_("The session “%(title)s” is tomorrow"), "reminders", READ
    ),
    "sessions.soon": Kind(
        N_("The session “%(title)s” begins within an hour"), "reminders", READ, N_("Join in")
    ),
    "sessions.nudged": Kind(
        N_("The call for pitches of the session “%(title)s” ends soon, and you offer none yet"),
        "reminders", READ, N_("Offer a pitch"),
    ),
}  # fmt: skip
