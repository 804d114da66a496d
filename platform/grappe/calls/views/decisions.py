"""The forms of a decision, with courteous words already in them."""

from typing import Any

from flask_babel import gettext
from flask_babel import gettext as _

from grappe.foundation.errors import Refusal

from ..forms import AcceptForm, DeclineForm
from ..models import REASONS


def reasons() -> list[tuple[str, str]]:
    named = (
        _("The need is covered"), _("Another profile suits better"), _("Another place is needed"),
        _("The answer came too late"), _("It does not fit the budget"), _("Another reason"),
    )  # fmt: skip
    return list(zip(REASONS, named, strict=True))


def reason_name(code: str) -> str:
    return dict(reasons()).get(code, code)


def courteous(title: str) -> str:
    """What the decline form says before anybody has typed."""
    return _(
        "Thank you for your answer to “%(title)s”. We have chosen other partners for this call, and"
        " would be glad to work with you on another one.",
        title=title,
    )


def decline_form(title: str) -> DeclineForm:
    form = DeclineForm(None, data={"words": courteous(title)})
    form.reason.choices = reasons()
    return form


def told(refusal: Refusal) -> str:
    """What a refusal says, in the reader's language."""
    sentence = gettext(refusal.sentence)
    return sentence % refusal.values if refusal.values else sentence


def decision_forms(it: Any) -> dict[str, Any]:
    if "interests.decide" not in it.may:
        return {}
    return {"decline_form": decline_form(it.facts.title), "accept_form": AcceptForm(None)}
