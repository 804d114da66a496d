"""Forms of one or two fields."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, TimeField, ValidationError
from wtforms.validators import Optional, Regexp

from grappe.foundation.forms import Form, long_text, needed, text
from grappe.foundation.zones import moment, zone_choices

from ..models import OUTCOMES


class Seen(Form):
    """An act on something that others may be changing: the version that was on the page."""

    version = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,9}$")])

    @property
    def seen(self) -> int:
        """0 when the page said nothing usable: no version is 0, so the act is a conflict."""
        written = self.version.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class QuestionForm(Form):
    body = long_text(_l("Your question"), needed(_l("Write a question")), most=1000)


class AnswerForm(Form):
    answer = long_text(_l("Your answer"), needed(_l("Write an answer")), most=2000)


class CloseForm(Seen):
    outcome = RadioField(_l("What became of the call"), validate_choice=False)
    outcome_note = long_text(_l("In a few words"), most=1000)

    def offer(self) -> None:
        named = (
            _("A consortium was formed"), _("Some of the needs were covered"),
            _("No suitable partner was found"), _("It goes on elsewhere"),
            _("The project was given up"),
        )  # fmt: skip
        self.outcome.choices = list(zip(OUTCOMES, named, strict=True))


class ExtendForm(Seen):
    deadline_day = DateField(_l("New last day for answers"))
    deadline_time = TimeField(_l("Hour"), [Optional()], default=dt.time(17, 0))
    timezone = SelectField(_l("Time zone"))
    deadline: dt.datetime | None = None

    def offer(self, zone: str) -> None:
        self.timezone.choices = zone_choices(zone)

    def validate_deadline_day(self, field: DateField) -> None:
        # pyrefly: ignore[bad-unpacking, not-iterable]
        zones = {zone for zone, _name in self.timezone.choices}
        if not field.data or self.timezone.data not in zones:
            return
        year = dt.datetime.now(dt.UTC).year
        if not 2000 <= field.data.year <= year + 5:
            raise ValidationError(_("Choose a day within the next %(years)d years", years=5))
        try:
            time = self.deadline_time.data or dt.time(17, 0)
            self.deadline = moment(field.data, time, self.timezone.data)
        except ValueError:
            raise ValidationError(
                _("The clocks skip this hour on that day: choose another hour")
            ) from None


class GroupForm(Form):
    name = text(_l("Name of the group"), needed(), most=120)
    mandate = long_text(_l("Mandate"), needed(), most=5000)
    joining = RadioField(_l("Who may join"), validate_choice=False, default="invitation")

    def offer(self) -> None:
        self.joining.choices = [
            ("open", _("Whoever wishes to")),
            ("request", _("Whoever asks and is admitted")),
            ("invitation", _("Whoever is invited")),
            ("hidden", _("Whoever is invited; others do not see the group")),
        ]
