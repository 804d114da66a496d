"""Everything Grappe can tell somebody, in one table: the sentence, and what there is to do.

A sentence is put into the reader's language when it is shown. The same deed may be of one kind for
one reader and of another for the next, because they choose apart what they want by e-mail.
"""

from grappe.foundation.errors import N_

from .shape import Kind, Topic
from .told_of_minutes import MINUTES_KINDS
from .told_of_sessions import SESSION_KINDS

TOPICS = {
    topic.key: topic
    for topic in (
        Topic("my_calls", N_("An answer to a call you look after"),
              N_("as its author or second contact"), True),
        Topic("our_calls", N_("An answer to another call of your organisation"),
              N_("as administrator"), False),
        Topic("my_answers", N_("What becomes of an answer you sent"),
              N_("shortlisted, accepted, declined"), True),
        Topic("our_answers", N_("Answers your colleagues send, and what becomes of them"), "",
              False),
        Topic("threads", N_("A message about an answer"),
              N_("in the private thread with the other side"), False),
        Topic("questions", N_("Questions and answers about a call"), "", False),
        Topic("followed", N_("Changes to a call you follow or have answered"),
              N_("text, deadline, close"), False),
        Topic("named", N_("A call that is shown to your cluster by name"), "", True),
        Topic("invitations", N_("An invitation to a working group"), "", True),
        Topic("requests", N_("Somebody asks to join a group you lead"),
              N_("as chair or secretary"), True),
        Topic("groups", N_("What changes for you in a working group"),
              N_("admitted, refused, removed, new chair, closed; as chair, who comes and goes"),
              False),
        Topic("mentions", N_("A message that speaks to you"),
              N_("to you, to your organisation or to everybody in the room"), False),
        Topic("discussions", N_("A new message in a thread of a room"),
              N_("that you began, wrote in or were spoken to in"), False),
        Topic("actions", N_("An action you are given in a room, and its date"), "", True),
        Topic("sessions", N_("What changes in a session you come to"),
              N_("its date, your place, called off, begun"), True),
        Topic("reminders", N_("A session you come to is near"),
              N_("a day and an hour before"), True),
        Topic("organising", N_("A session you organise"),
              N_("who organises it with you, pitches, whether enough people come"), True),
        Topic("order", N_("Order in your rooms"),
              N_("reports, what is decided about them, what concerns you"), True),
        Topic("minutes", N_("The minutes of sessions you were at, or run"),
              N_("drafted, open for amendments, approved, corrected; what becomes of an amendment"),
              True),
        Topic("team", N_("Invitations and arrivals in your organisation"), "", False),
    )
}  # fmt: skip

LOOK = N_("Look at the report")
READ, REPLY = N_("Read the answer"), N_("Reply")
SENT = N_("%(organisation)s answers your call “%(title)s”")
SHORTLISTED = N_("%(organisation)s has shortlisted your answer to “%(title)s”")
ACCEPTED = N_("%(organisation)s has accepted your answer to “%(title)s”")
DECLINED = N_("%(organisation)s has declined your answer to “%(title)s”")

KINDS = {
    "interests.sent": Kind(SENT, "my_calls", "interests.read", READ),
    "interests.sent.to_us": Kind(SENT, "our_calls", "interests.read", READ),
    "interests.sent.by_us": Kind(
        N_("%(person)s answered the call “%(title)s” for %(organisation)s"),
        "our_answers",
        "interests.read",
    ),
    "interests.amended": Kind(
        N_("%(organisation)s has changed its answer to “%(title)s”"),
        "our_calls",
        "interests.read",
        READ,
    ),
    "interests.withdrawn": Kind(
        N_("%(organisation)s has withdrawn its answer to “%(title)s”"),
        "our_calls",
        "interests.read",
    ),
    "interests.shortlisted": Kind(SHORTLISTED, "my_answers", "interests.read"),
    "interests.shortlisted.for_us": Kind(SHORTLISTED, "our_answers", "interests.read"),
    "interests.accepted": Kind(ACCEPTED, "my_answers", "interests.read"),
    "interests.accepted.for_us": Kind(ACCEPTED, "our_answers", "interests.read"),
    "interests.declined": Kind(DECLINED, "my_answers", "interests.read"),
    "interests.declined.for_us": Kind(DECLINED, "our_answers", "interests.read"),
    "interests.noted": Kind(
        N_("%(person)s wrote to you about the answer to “%(title)s”"),
        "threads",
        "interests.read",
        REPLY,
    ),
    "calls.published": Kind(
        N_("%(organisation)s shows your cluster its call “%(title)s”"),
        "named",
        "calls.read",
        N_("Read the call"),
    ),
    "calls.asked": Kind(
        N_("%(organisation)s asks a question about “%(title)s”"), "questions", "calls.read", REPLY
    ),
    "calls.answered": Kind(
        N_("%(organisation)s has answered a question about “%(title)s”"), "questions", "calls.read"
    ),
    "calls.amended": Kind(N_("The call “%(title)s” has changed"), "followed", "calls.read"),
    "calls.extended": Kind(N_("The call “%(title)s” has a new deadline"), "followed", "calls.read"),
    "calls.closed": Kind(N_("The call “%(title)s” is closed"), "followed", "calls.read"),
    "groups.requested": Kind(
        N_("%(person)s asks to join the working group “%(title)s”"),
        "requests",
        "groups.see_request",
        N_("Look at the request"),
    ),
    "groups.invited": Kind(
        N_("%(person)s invites you to the working group “%(title)s”"),
        "invitations",
        "groups.read",
        N_("Answer the invitation"),
    ),
    "groups.admitted": Kind(
        N_("You are now in the working group “%(title)s”"), "groups", "groups.read"
    ),
    "groups.refused": Kind(
        N_("Your request to join the working group “%(title)s” was not accepted"),
        "groups",
        "groups.read",
    ),
    "groups.removed": Kind(
        N_("You are no longer in the working group “%(title)s”"), "groups", "groups.read"
    ),
    "groups.joined": Kind(
        N_("%(person)s has joined the working group “%(title)s”"), "groups", "groups.enter"
    ),
    "groups.left": Kind(
        N_("%(person)s has left the working group “%(title)s”"), "groups", "groups.enter"
    ),
    "groups.chair_handed": Kind(
        N_("You now chair the working group “%(title)s”"), "groups", "groups.read"
    ),
    "groups.closed": Kind(N_("The working group “%(title)s” is closed"), "groups", "groups.read"),
    "rooms.mentioned": Kind(
        N_("%(person)s speaks to you in “%(title)s”"), "mentions", "rooms.read_message", REPLY
    ),
    "rooms.threaded": Kind(
        N_("%(person)s wrote in a thread of “%(title)s”"),
        "discussions",
        "rooms.read_message",
        REPLY,
    ),
    "marks.given": Kind(
        N_("%(person)s gives you an action: “%(title)s”"),
        "actions",
        "marks.read",
        N_("Look at the action"),
    ),
    "marks.due": Kind(
        N_("Your action “%(title)s” is due"), "actions", "marks.read", N_("Look at the action")
    ),
    **SESSION_KINDS,
    "rooms.muted": Kind(
        N_("You can read in “%(title)s” and not write, for a time"), "order", "acts.read"
    ),
    "rooms.unmuted": Kind(N_("You can write in “%(title)s” again"), "order", "acts.read"),
    "rooms.removed": Kind(
        N_("A message of yours was deleted in “%(title)s”"), "order", "acts.read"
    ),
    "rooms.judged": Kind(
        N_("A message of yours in “%(title)s” was reported, and stands"), "order", "acts.read"
    ),
    "reports.made": Kind(
        N_("A message was reported in “%(title)s”"), "order", "reports.judge", LOOK
    ),
    "reports.forwarded": Kind(
        N_("The network is asked about a message that was reported"), "order", "reports.judge", LOOK
    ),
    "reports.decided": Kind(
        N_("Your report in “%(title)s” has been decided"), "order", "reports.read"
    ),
    "reports.settled": Kind(
        N_("The network has answered a report in “%(title)s”"), "order", "reports.read"
    ),
    "rooms.keeping": Kind(
        N_("Messages in “%(title)s” are kept for another time than before"), "order", "rooms.read"
    ),
    **MINUTES_KINDS,
    "organisations.invited": Kind(
        N_("%(person)s invites you to work for %(title)s on Grappe; the link came by e-mail"),
        "team",
        "organisations.read",
    ),
    "organisations.joined": Kind(
        N_("%(person)s has joined %(title)s"), "team", "organisations.staff"
    ),
}
