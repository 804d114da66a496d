"""What can be done with calls and answers, and the news it makes."""

from . import (
    answering,
    asking,
    closing,
    deadlines,
    deciding,
    following,
    gathering,
    publishing,
    retracting,
    writing,
)  # fmt: skip

__all__ = [
    "answering",
    "asking",
    "closing",
    "deadlines",
    "deciding",
    "following",
    "gathering",
    "publishing",
    "retracting",
    "writing",
]
