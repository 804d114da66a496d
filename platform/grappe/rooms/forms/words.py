"""The words for what rooms keep as codes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from grappe.foundation.filetypes import IMAGE, OFFICE, PDF, TEXT

from ..models import ACTION, DECISION, DONE, DROPPED, OPEN, QUESTION, RISK

KIND_WORDS: dict[str, Any] = {
    DECISION: _l("Decision"),
    ACTION: _l("Action"),
    QUESTION: _l("Question"),
    RISK: _l("Risk"),
}
KINDS_WORDS: dict[str, Any] = {
    DECISION: _l("Decisions"),
    ACTION: _l("Actions"),
    QUESTION: _l("Questions"),
    RISK: _l("Risks"),
}
KIND_HINTS: dict[str, Any] = {
    DECISION: _l(
        "Proposed first: each organisation has one voice, whoever runs the room adopts it."
    ),
    ACTION: _l("Somebody does it until a day; the owner says when it is done."),
    QUESTION: _l("Open until somebody answers."),
    RISK: _l("Something that may go wrong, and that the group keeps in sight."),
}
STATE_WORDS: dict[str, dict[str, Any]] = {
    DECISION: {OPEN: _l("proposed"), DONE: _l("adopted"), DROPPED: _l("dropped")},
    ACTION: {OPEN: _l("to do"), DONE: _l("done"), DROPPED: _l("dropped")},
    QUESTION: {OPEN: _l("unanswered"), DONE: _l("answered"), DROPPED: _l("dropped")},
    RISK: {OPEN: _l("in sight"), DONE: _l("under control"), DROPPED: _l("dropped")},
}
# What settles an entry, as a button says it.
SETTLE_WORDS: dict[str, Any] = {
    DECISION: _l("Adopt"),
    ACTION: _l("Done"),
    QUESTION: _l("Answered"),
    RISK: _l("Under control"),
}
REACTION_WORDS: dict[str, Any] = {
    "agree": _l("Agree"),
    "thanks": _l("Thanks"),
    "bravo": _l("Well done"),
    "look": _l("To look at"),
    "question": _l("Question"),
    "disagree": _l("Disagree"),
}
FILE_KINDS: dict[str, Any] = {
    IMAGE: _l("Pictures"),
    PDF: _l("PDF"),
    OFFICE: _l("Office documents"),
    TEXT: _l("Tables and text"),
}
WORDS = {
    "kind_words": KIND_WORDS, "kinds_words": KINDS_WORDS, "kind_hints": KIND_HINTS,
    "state_words": STATE_WORDS, "settle_words": SETTLE_WORDS, "reaction_words": REACTION_WORDS,
}  # fmt: skip
