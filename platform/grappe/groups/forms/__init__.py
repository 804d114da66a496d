"""The shape of what people send to groups."""

import secrets
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
)  # fmt: skip
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import Length, NumberRange, Optional

from grappe.foundation.forms import Form, long_text, needed, text

from ..models import HIDDEN, INVITATION, MEMBER, OBSERVER, OPEN, REQUEST, SECRETARY
from .words import JOINING_WORDS, ROLE_WORDS

_l: Any = lazy_gettext  # WTForms' types know of no sentence that is translated later
CHARTER = (
    "name", "mandate", "sponsor", "starts_on", "ends_on", "joining", "seats_per_organisation",
)  # fmt: skip
RUNGS = (SECRETARY, MEMBER, OBSERVER)


def day(label: Any) -> DateField:
    return DateField(label, [Optional()])


def written(value: object) -> str:
    """What a hidden field carries is text, also where it comes from the row."""
    return "" if value is None else str(value)


class CharterForm(Form):
    """What a group says of itself. `ticket` belongs to one form shown, `version` to one text."""

    name = text(_l("Name of the group"), needed(_l("Give the group a name")), most=120)
    mandate = long_text(_l("Mandate"), needed(_l("Say what the group is to achieve")), most=5000)
    sponsor = text(_l("Sponsor"), most=160)
    starts_on, ends_on = day(_l("Start")), day(_l("End"))
    joining = RadioField(
        _l("How to join"),
        choices=[
            SelectChoice(key, JOINING_WORDS[key]) for key in (OPEN, REQUEST, INVITATION, HIDDEN)
        ],
        default=REQUEST,
    )
    seats_per_organisation = IntegerField(
        _l("Seats for each organisation"),
        [Optional(), NumberRange(1, 1000, _l("Choose a number from 1 to 1000"))],
    )
    ticket = HiddenField(validators=[Length(max=40)], default=lambda: secrets.token_urlsafe(12))
    version = HiddenField(validators=[Length(max=12)], filters=[written])

    @property
    def charter(self) -> dict[str, Any]:
        said = self.values(*CHARTER)
        return said | {key: said[key] or "" for key in ("name", "mandate", "sponsor")}

    @property
    def seen(self) -> int:
        """The version that was on the screen; none at all is no version."""
        written = str(next(iter(self.version.raw_data or ()), ""))  # data may be the row's own
        return int(written) if written.isascii() and written.isdigit() else 0


class AskForm(Form):
    message = long_text(
        _l("Why you want to come in"), needed(_l("Say in a sentence why you want to come in")),
        most=2000,
    )  # fmt: skip


class RefuseForm(Form):
    reason = long_text(_l("Reason"), needed(_l("Say why: whoever asked will read it")), most=1000)


class CloseForm(Form):
    reason = long_text(
        _l("Why the group ends, and what it has achieved"),
        needed(_l("Say why the group ends, and what it has achieved")), most=2000,
    )  # fmt: skip


class InviteForm(Form):
    """People found by a search, each as "person:organisation"."""

    who = SelectMultipleField(_l("People"), validate_choice=False)

    @property
    def people(self) -> list[tuple[int, int]]:
        pairs = [one.partition(":")[::2] for one in self.who.data or []]
        numbers = [p for p in pairs if all(n.isascii() and n.isdigit() and len(n) < 10 for n in p)]
        return [(int(person), int(organisation)) for person, organisation in numbers]


class RoleForm(Form):
    role = RadioField(_l("Role"), choices=[SelectChoice(key, ROLE_WORDS[key]) for key in RUNGS])


class RoomForm(Form):
    title = text(_l("Title of the room"), needed(_l("Give the room a title")), most=80)
