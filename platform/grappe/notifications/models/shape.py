"""What one line of the preferences, and one kind of notification, are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A line of the preferences; `mail` holds until somebody chooses."""

    key: str
    label: str
    hint: str
    mail: bool


@dataclass(frozen=True)
class Kind:
    """`opens` is the rule that says who may open what it is about: asked when somebody is told, and
    again whenever it is shown. `act` labels the button, where something is to be done."""

    sentence: str
    topic: str
    opens: str
    act: str = ""
