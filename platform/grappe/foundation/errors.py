"""How a query or an operation may refuse. Every door turns these into its own kind of answer."""

from typing import Any


def N_(sentence: str) -> str:  # noqa: N802
    """Mark `sentence` for translation; the door translates it for whoever reads it."""
    return sentence


class Refusal(Exception):
    """`code` is for programs, `sentence` (English, a catalogue key) with `values` is for people."""

    status = 422
    code = "invalid"
    sentence = N_("This cannot be done.")

    def __init__(self, sentence: str = "", *, field: str = "", **values: Any) -> None:
        self.sentence = sentence or self.sentence
        self.field = field
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


class Missing(Refusal):
    """There is no such thing, as far as this person can tell."""

    status = 404
    code = "not_found"
    sentence = N_("This page does not exist, or is not open to you.")


class Forbidden(Refusal):
    """The person may see it, but may not do this to it."""

    status = 403
    code = "forbidden"
    sentence = N_("You may see this, but not do that.")


class SignInFirst(Refusal):
    status = 401
    code = "session"
    sentence = N_("Sign in to go on.")


class Invalid(Refusal):
    """That makes no sense for this thing as it stands; `field` names the field at fault."""


class Conflict(Refusal):
    """Somebody else was quicker: nothing has been overwritten."""

    status = 409
    code = "conflict"
    sentence = N_("Somebody changed this in the meantime. Nothing was overwritten.")


class TooFast(Refusal):
    """`wait` is in seconds."""

    status = 429
    code = "too_fast"
    sentence = N_("That was too often in a short time. Try again in %(wait)s seconds.")

    def __init__(self, wait: int) -> None:
        super().__init__(wait=wait)
        self.wait = wait


class Slow(TooFast):
    """Each may speak here once in so many seconds, for everybody's sake."""

    code = "slow"
    sentence = N_(
        "Slow mode: one message every %(pace)s seconds. Yours can go in %(wait)s seconds."
    )

    def __init__(self, wait: int, pace: int) -> None:
        Refusal.__init__(self, wait=wait, pace=pace)
        self.wait = wait


class Busy(Refusal):
    """The database or another part is away for a moment; trying again later may succeed."""

    status = 503
    code = "retry"
    sentence = N_("Grappe cannot save right now. Nothing was lost: try again in a moment.")
