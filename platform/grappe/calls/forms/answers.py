"""The forms around an expression of interest."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import FieldList, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from grappe.foundation.forms import Form, long_text, needed

from ..models import MESSAGE, MOST_QUESTIONS
from .call import KEY
from .small import Seen


class InterestForm(Seen):
    """`key` names a new answer: sent twice it is one."""

    key = HiddenField(validators=[Optional(), KEY])
    seats = SelectMultipleField(_l("What we would bring"), coerce=int)
    on_behalf_of_id = SelectField(_l("In the name of"), coerce=int, default=0)
    message = long_text(_l("Message"), most=MESSAGE)
    answers = FieldList(
        long_text(_l("Answer"), most=1000), min_entries=0, max_entries=MOST_QUESTIONS
    )
    file = FileField(_l("File"))

    def offer(self, seats: list[Any], companies: Any, organisation: str, asked: int) -> None:
        self.seats.choices = [(seat.id, seat.words) for seat in seats]
        self.on_behalf_of_id.choices = [(0, organisation)] + [
            (number, _("%(company)s, member company", company=name)) for number, name in companies
        ]
        while len(self.answers.entries) < asked:
            self.answers.append_entry()


class AcceptForm(Seen):
    """For which of the seats."""

    seats = SelectMultipleField(_l("Needs"), coerce=int, validate_choice=False)


class DeclineForm(Seen):
    reason = SelectField(_l("Reason"), validate_choice=False)
    words = long_text(_l("Words to whoever answered"), most=1000)


class NoteForm(Form):
    body = long_text(_l("Message"), needed(_l("Write a message")), most=2000)
