"""What those who run a room choose, and what somebody says who reports a message."""

from typing import Any

from flask_babel import lazy_gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import Optional

from grappe.foundation.forms import Form, long_text, needed

from ..models.order import (
    DELETION,
    FORWARDED,
    KEEPING,
    LONGEST_REASON,
    MUTED_FOR,
    MUTING,
    NOTHING,
    REASONS,
    SETTLED,
    SLOW,
)

REASON_WORDS: dict[str, Any] = {
    "insult": _l("It insults or threatens somebody"),
    "spam": _l("It advertises, or repeats itself"),
    "confidential": _l("It says something confidential"),
    "off_topic": _l("It does not belong here"),
    "other": _l("Something else"),
}
TERM_WORDS: dict[str, Any] = {
    "hour": _l("For one hour"),
    "day": _l("For one day"),
    "week": _l("For one week"),
    "lifted": _l("Until it is lifted"),
}
DECISION_WORDS: dict[str, Any] = {
    NOTHING: _l("Let it stand"),
    DELETION: _l("Delete the message"),
    MUTING: _l("Mute its author"),
    FORWARDED: _l("Ask the network"),
}
OUTCOME_WORDS: dict[str, Any] = {
    NOTHING: _l("The message stands"),
    DELETION: _l("The message was deleted"),
    MUTING: _l("Its author was muted"),
    SETTLED: _l("The network has answered"),
}
SLOW_WORDS: dict[int, Any] = {
    0: _l("Off"),
    10: _l("10 seconds"),
    30: _l("30 seconds"),
    60: _l("1 minute"),
    120: _l("2 minutes"),
    300: _l("5 minutes"),
    600: _l("10 minutes"),
}
KEEP_WORDS: dict[int, Any] = {
    0: _l("For ever"),
    1825: _l("For 5 years"),
    730: _l("For 2 years"),
    365: _l("For 1 year"),
    90: _l("For 90 days"),
    30: _l("For 30 days"),
}
ACT_WORDS: dict[str, Any] = {
    "slow": _l("set the slow mode"),
    "mute": _l("muted"),
    "unmute": _l("gave the word back to"),
    "delete": _l("deleted a message of"),
    "stands": _l("let a reported message stand, of"),
    "forward": _l("asked the network about a message of"),
    "settle": _l("answered for the network about a message of"),
    "keep": _l("changed how long messages are kept"),
    "archive": _l("archived the room"),
    "reopen": _l("opened the room again"),
    "export": _l("took a transcript"),
    "sweep": _l("deleted old messages"),
}
WHY: Any = lazy_gettext("Say why: whoever it concerns can read it.")
ORDER_WORDS = {
    "reason_words": REASON_WORDS, "term_words": TERM_WORDS, "outcome_words": OUTCOME_WORDS,
    "slow_words": SLOW_WORDS, "act_words": ACT_WORDS,
    "keep_words": KEEP_WORDS,
}  # fmt: skip


def choices(words: dict[Any, Any], *keys: Any) -> list[Any]:
    return [SelectChoice(str(key), words[key]) for key in keys or words]


class SlowForm(Form):
    seconds = SelectField(_l("One message each"), choices=choices(SLOW_WORDS, *SLOW))


class KeepForm(Form):
    days = RadioField(_l("Keep messages"), choices=choices(KEEP_WORDS, *KEEPING))
    record = BooleanField(_l("Keep what is in the record for ever"), default=True)


class TranscriptForm(Form):
    """Whole days; all of it when none is given."""

    form = RadioField(
        _l("As"),
        choices=[
            SelectChoice("print", _l("Page to print")), SelectChoice("text", _l("Text")),
            SelectChoice("json", _l("JSON, for programs")),
        ],
        default="print",
    )  # fmt: skip
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("To"), validators=[Optional()])


class ReasonForm(Form):
    """Why a message of somebody else is deleted."""

    reason = long_text(_l("Reason"), needed(WHY), most=LONGEST_REASON)


class MuteForm(ReasonForm):
    term = RadioField(_l("How long"), choices=choices(TERM_WORDS, *MUTED_FOR), default="hour")


class ReportForm(Form):
    reason = RadioField(_l("What is wrong with it?"), choices=choices(REASON_WORDS, *REASONS))
    words = long_text(_l("In your words"), most=LONGEST_REASON)


class DecisionForm(ReasonForm):
    decision = RadioField(_l("What is to be done?"), choices=choices(DECISION_WORDS))
    term = SelectField(_l("Mute for how long"), choices=choices(TERM_WORDS, *MUTED_FOR))


class AnswerForm(ReasonForm):
    """The network's answer to those who asked."""
