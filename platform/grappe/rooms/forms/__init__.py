"""What is written into a room."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, MultipleFileField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import NumberRange, Optional

from grappe.foundation.db import AnyRow
from grappe.foundation.forms import Form, _l, long_text, needed
from grappe.foundation.text import plain

from ..models import DECISION, KINDS, MOST, Mark, Message
from ..operations import Said
from .words import KIND_WORDS

LONGEST = 500


def written(value: object) -> str:
    """What a hidden field carries is text, also where it comes from the row."""
    return "" if value is None else str(value)


class MessageForm(Form):
    """`cid` was put on the page when it was made, so that a form sent twice says it once."""

    body = long_text(_l("Your message"), most=MOST)
    cid = HiddenField()
    files = MultipleFileField(_l("Files"))
    reply_to = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])


class WordsForm(Form):
    body = long_text(_l("Your message"), needed(_l("Write something first")), most=MOST)
    cid = HiddenField()


class MarkForm(Form):
    """An entry of the record. An owner and a date are kept for actions only."""

    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(key, KIND_WORDS[key]) for key in KINDS],
        default=DECISION,
    )
    words = long_text(
        _l("In a sentence"), needed(_l("Say in a sentence what it is.")), most=LONGEST
    )
    owner = SelectField(_l("Who does it"), validate_choice=False, coerce=str)
    due_on = DateField(_l("By when"), validators=[Optional()])
    version = HiddenField(filters=[written])

    @classmethod
    def about(cls, message: Message, kind: str, people: Sequence[AnyRow]) -> "MarkForm":
        form = cls(kind=kind if kind in KINDS else DECISION, words=plain(message.body, LONGEST))
        return form.among(people)

    @classmethod
    def of(cls, mark: Mark, people: Sequence[AnyRow]) -> "MarkForm":
        form = cls(kind=mark.kind, words=mark.words, owner=str(mark.owner_id or ""),
                   due_on=mark.due_on, version=mark.version)  # fmt: skip
        del form.kind
        return form.among(people)

    def among(self, people: Sequence[AnyRow]) -> "MarkForm":
        named = (
            SelectChoice(str(row.id), ", ".join(filter(None, (row.name, row.organisation))))
            for row in people
        )
        self.owner.choices = [SelectChoice("", _l("Nobody yet")), *named]
        return self

    @property
    def seen(self) -> int | None:
        """The version that was on the page."""
        number = self.version.data or ""
        return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None

    def overtaken(self, mark: Mark) -> list[tuple[Any, Any, Any]]:
        """What differs, as (label, stored, written). Sent again the form carries the version that
        is stored now: that is a decision."""
        self.version.raw_data, self.version.data = None, str(mark.version)
        choices: Any = self.owner.choices or ()
        names = {choice.value: choice.label for choice in choices}
        pairs = [
            (self.words, mark.words, self.said.words),
            (self.owner, *(names.get(str(n or "")) for n in (mark.owner_id, self.said.owner_id))),
            (self.due_on, mark.due_on, self.said.due_on),
        ]
        return [
            (field.label.text, theirs or "–", mine or "–")
            for field, theirs, mine in pairs
            if theirs != mine
        ]

    @property
    def said(self) -> Said:
        owner = self.owner.data or ""
        known = owner.isascii() and owner.isdigit() and len(owner) < 10
        return Said(self.words.data or "", int(owner) if known else None, self.due_on.data)
