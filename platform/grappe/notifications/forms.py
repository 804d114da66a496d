"""What a reader chooses."""

from typing import Any

from wtforms import BooleanField

from grappe.foundation.forms import Form, _l

from .models import TOPICS


def box(label: str) -> BooleanField:
    said: Any = _l(label)
    return BooleanField(said)


def preferences(chosen: dict[str, bool]) -> Form:
    """A box for each topic, ticked where e-mail is wanted."""
    boxes: dict[str, Any] = {key: box(topic.label) for key, topic in TOPICS.items()}
    return type("Preferences", (Form,), boxes)(data=chosen)
