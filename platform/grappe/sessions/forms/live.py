"""What people write in a session while it is live."""

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]

from grappe.foundation.forms import Form, _l, long_text, needed, one_line, text

from ..models import ORGANISATION, PERSON


class QuestionForm(Form):
    key = HiddenField()
    body = text(_l("Your question"), needed(_l("Write your question.")), most=500)


class TooForm(Form):
    words = text(_l("In one line: how it shows with you"), most=200)


class PollForm(Form):
    key = HiddenField()
    words = text(_l("What is asked"), needed(), most=200)
    choices = long_text(_l("Answers, one on each line"), needed(), most=700)
    per = RadioField(
        _l("One voice for"),
        choices=[
            SelectChoice(PERSON, _l("each person")),
            SelectChoice(ORGANISATION, _l("each organisation")),
        ],
        default=PERSON,
    )

    @property
    def answers(self) -> tuple[str, ...]:
        lines = (one_line(line) or "" for line in (self.choices.data or "").splitlines())
        return tuple(line[:100] for line in lines if line)
