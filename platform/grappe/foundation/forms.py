"""The shape of what people send: forms that keep what was typed and say what is wrong."""

from typing import Any, cast

from flask import g, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, StopValidation

from .errors import Refusal
from .text import tidy

# Signs that turn the direction of text, or break its line, without being seen.
TURNING = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"
)


def _l(sentence: str, **values: Any) -> str:
    """A sentence translated when it is shown. WTForms declares text, and never looks closer."""
    return cast(str, lazy_gettext(sentence, **values))


def text(label: Any, *validators: Any, most: int = 200, **more: Any) -> StringField:
    """One line of text, tidied, at most so many characters."""
    return StringField(label, [Length(max=most, message=too_long(most)), *validators],
                       filters=[tidied], **more)  # fmt: skip


def long_text(label: Any, *validators: Any, most: int = 10_000, **more: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=most, message=too_long(most)), *validators],
                         filters=[tidied], **more)  # fmt: skip


class Needed(InputRequired):
    """Something must be there once it is tidied: blanks and control characters are nothing."""

    def __call__(self, form: Any, field: Field) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            # pyrefly: ignore[bad-argument-type]
            raise StopValidation(self.message)


def needed(message: Any = None) -> InputRequired:
    return Needed(message or _l("Fill in this field"))


def too_long(most: int) -> Any:
    return _l("Shorten this to %(most)d characters at most", most=most)


def tidied(value: str | None) -> str | None:
    return tidy(value) if isinstance(value, str) else value


def one_line(value: str | None) -> str | None:
    """For names, which go into mails and lists: one line, written in one direction."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c for c in tidy(value) if c not in TURNING).split())


class Catalogue:
    """WTForms' own messages in the reader's language."""

    def gettext(self, string: str) -> str:
        return get_translations([self.locale()]).gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return get_translations([self.locale()]).ngettext(singular, plural, n)

    @staticmethod
    def locale() -> str:
        from .formats import language

        return language()


class Form(FlaskForm):
    """A form; `problems` lists each wrong field with what to do about it."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Catalogue:
            return g.setdefault("form_catalogue", Catalogue())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A form is filled in as a form. JSON in its place, which Flask-WTF would read and may
            fail on, is an empty one."""
            if request.is_json and not isinstance(formdata, MultiDict):
                return None
            return super().wrap_formdata(form, formdata)

    @property
    def problems(self) -> list[tuple[Field, str]]:
        return [(field, str(field.errors[0])) for field in self if field.errors and field.errors[0]]

    def blame(self, refusal: Refusal) -> None:
        """Put what an operation refused beside the field it names, or on the form as a whole."""
        said = gettext(refusal.sentence)
        sentence = said % refusal.values if refusal.values else said
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self._fields[name].data for name in names}
