"""What people send about their organisation and its team."""

import re
from typing import Any

from wtforms import (
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

# pyrefly: ignore[missing-module-attribute]
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from grappe.foundation.formats import language
from grappe.foundation.forms import Form, _l, long_text, needed, one_line, text, tidied, too_long
from grappe.foundation.passwords import LONGEST
from grappe.foundation.text import fold
from grappe.reference import ecosystems

from .models import ADMINISTRATOR, STAFF

ROLES = [SelectChoice(STAFF, _l("Staff")), SelectChoice(ADMINISTRATOR, _l("Administrator"))]
MOST_COMPETENCES, LONGEST_COMPETENCE, MOST_ECOSYSTEMS = 20, 80, 6


def at_most(most: int) -> Length:
    return Length(max=most, message=too_long(most))


class InviteForm(Form):
    addresses = long_text(_l("Addresses"), needed(), most=12_000)
    role = SelectField(_l("Role"), choices=ROLES)


class ButtonForm(Form):
    """A form that is only its button."""


class RoleForm(Form):
    role = SelectField(_l("Role"), choices=ROLES)


class TitleForm(Form):
    title = StringField(_l("Function"), [at_most(120)], filters=[one_line])


class NewcomerForm(Form):
    name = StringField(_l("First and last name"), [needed(), at_most(120)], filters=[one_line])
    password = PasswordField(_l("Password"), [needed(), at_most(LONGEST)])


class WordsField(TextAreaField):
    """A few words on each line; the data is the list of them, each once."""

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = (
            " ".join(line.split()) for line in (tidied("".join(valuelist[:1])) or "").splitlines()
        )
        found = {fold(line): line for line in lines if line} if valuelist else {}
        # pyrefly: ignore[bad-assignment]
        self.data = list(found.values())

    def pre_validate(self, form: Any) -> None:
        over = len(self.data or []) - MOST_COMPETENCES
        if over > 0:
            raise ValidationError(_l("At most 20 lines: take out %(over)d", over=over))
        for line in self.data or []:
            if len(line) > LONGEST_COMPETENCE:
                start = line[:30]
                raise ValidationError(
                    _l("At most 80 characters a line: shorten “%(start)s…”", start=start)
                )


class WebAddress:
    """An address of the web, or nothing."""

    PATTERN = re.compile(r"https?://[^\s/?#@:]+\.[^\s/?#@:]+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not self.PATTERN.fullmatch(field.data):
            raise ValidationError(_l("Write a whole address, beginning with https://"))


class ProfileForm(Form):
    summary = long_text(_l("In a few sentences"), most=600)
    profile = long_text(_l("Profile for expressions of interest"), most=6_000)
    brings = WordsField(_l("What we bring"))
    seeks = WordsField(_l("What we seek"))
    ecosystems = SelectMultipleField(_l("Industrial ecosystems"))
    city = StringField(_l("City"), [at_most(80)], filters=[one_line])
    website = text(_l("Website"), WebAddress(), most=200)
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ecosystems.choices = [
            SelectChoice(code, name) for code, name in ecosystems.choices(language())
        ]

    def validate_ecosystems(self, field: Any) -> None:
        if len(field.data or []) > MOST_ECOSYSTEMS:
            raise ValidationError(_l("Choose six at most"))
