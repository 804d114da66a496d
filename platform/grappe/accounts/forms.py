"""What people send about themselves."""

import zoneinfo
from functools import cache
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)  # fmt: skip

# pyrefly: ignore[missing-module-attribute]
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from grappe.foundation.addresses import normal
from grappe.foundation.forms import Form, _l, long_text, needed, one_line, text, tidied, too_long
from grappe.foundation.passwords import LONGEST


@cache
def zones() -> list[str]:
    """Cities one may choose the time of, Europe first, and UTC."""
    cities = (z for z in zoneinfo.available_timezones() if "/" in z)
    named = [z for z in cities if not z.startswith(("Etc/", "SystemV/", "US/"))]
    return ["UTC", *sorted(named, key=lambda z: (not z.startswith("Europe/"), z))]


class Reachable:
    """An address mail can reach, in the spelling that is kept here."""

    def __call__(self, form: Any, field: Any) -> None:
        found = normal(field.data or "")
        if found is None:
            raise ValidationError(_l("Write a whole address, such as name@cluster.org"))
        field.data = found


def address(label: Any) -> EmailField:
    return EmailField(label, [needed(), Length(max=254, message=too_long(254)), Reachable()],
                      filters=[tidied])  # fmt: skip


def password(label: Any) -> PasswordField:
    """Not tidied: a password is what was typed."""
    return PasswordField(label, [needed(), Length(max=LONGEST, message=too_long(LONGEST))])


def person_name() -> StringField:
    length = Length(max=120, message=too_long(120))
    return StringField(_l("First and last name"), [needed(), length], filters=[one_line])


class SignInForm(Form):
    email = address(_l("E-mail address"))
    password = password(_l("Password"))
    stay = BooleanField(_l("Stay signed in on this device"))
    next = HiddenField()


class RegisterForm(Form):
    name = person_name()
    email = address(_l("E-mail address"))
    password = password(_l("Password"))


class ForgottenForm(Form):
    email = address(_l("E-mail address"))


class NewPasswordForm(Form):
    password = password(_l("New password"))


class ButtonForm(Form):
    """A form that is only its button."""


class PreferencesForm(Form):
    name = person_name()
    ask_me_about = long_text(_l("Ask me about"), most=600)
    locale = SelectField(
        _l("Language"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")]
    )
    # pyrefly: ignore[bad-argument-type]
    timezone = SelectField(_l("Time zone"), choices=zones)
    theme = RadioField(
        _l("Theme"),
        choices=[
            SelectChoice("", _l("As on the device")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    density = RadioField(
        _l("Spacing of lists"),
        choices=[SelectChoice("", _l("Airy")), SelectChoice("compact", _l("Compact"))],
    )


class ChangePasswordForm(Form):
    current = password(_l("Present password"))
    new = password(_l("New password"))


class ChangeAddressForm(Form):
    email = address(_l("New address"))
    current = password(_l("Present password"))


class SuspendForm(Form):
    reason = text(_l("Reason, kept in the log"), needed(), most=300)
