"""The form of a call: everything is kept as typed until it can be saved."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp

from grappe.foundation.errors import Invalid
from grappe.foundation.formats import language
from grappe.foundation.forms import Form, long_text, text, tidied
from grappe.foundation.zones import moment, zone_choices
from grappe.reference import (
    countries,
    ecosystems,
    organisation_types,
    partner_roles,
    programmes,
    regions,
    trl_levels,
)  # fmt: skip

from ..models import MOST_QUESTIONS, MOST_SEATS, TITLE, VISIBILITIES
from .fields import EuroField, WholeField

LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
YEARS = 5
KEY = Regexp(r"^[0-9a-f-]{36}$")


class SeatForm(Form):
    """One need, one row."""

    class Meta(Form.Meta):
        csrf = False

    id = WholeField(_l("Number"), [Optional(), NumberRange(0, 2**31 - 1)])
    kind = SelectField(_l("Type"), default="competence")
    words = text(_l("Need"), most=80)
    covered = SelectField(_l("State"), default="", choices=[])
    role = SelectField(_l("Role"), default="")
    organisation_type = SelectField(_l("Type of organisation"), default="")
    region = SelectField(_l("Region"), default="")
    country = SelectField(_l("Country"), default="")
    number = WholeField(
        _l("How many"), [NumberRange(1, 50, message=_l("Between 1 and 50 partners"))], default=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang, any_ = language(), _("Any")
        self.kind.choices = [
            ("competence", _("Competence")), ("territory", _("Territory")),
            ("partner", _("Type of partner")),
        ]  # fmt: skip
        self.covered.choices = [("", _("To be found")), ("1", _("Covered"))]
        self.role.choices = partner_roles.choices(lang, any_)
        self.organisation_type.choices = organisation_types.choices(lang, any_)
        self.region.choices = regions.choices(lang, any_)
        self.country.choices = countries.choices(lang, any_)

    @property
    def is_precise(self) -> bool:
        """Something beside the name was chosen: the row is shown open."""
        fields = (self.role, self.organisation_type, self.region, self.country)
        return any(f.data or f.errors for f in fields) or self.number.data != 1


class CallForm(Form):
    """`key` names a new call, `version` the state of an old one that the writer has seen."""

    key = HiddenField(validators=[Optional(), KEY])
    version = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,9}$")])
    title = StringField(_l("Title"), filters=[tidied])
    summary = long_text(_l("The challenge in a few sentences"), most=4000)
    brings = long_text(_l("What we bring"), most=2000)
    programme = SelectField(_l("Programme"), default="")
    budget = EuroField(_l("Intended budget"), [Length(max=40)], filters=[tidied])
    duration = WholeField(_l("Duration"), [Optional(), NumberRange(1, 120)])
    trl_from = SelectField(_l("TRL at the start"), default="")
    trl_to = SelectField(_l("TRL at the end"), default="")
    ecosystems = SelectMultipleField(_l("Ecosystems concerned"))
    working_languages = SelectMultipleField(_l("Working languages"))
    seats = FieldList(FormField(SeatForm), min_entries=0, max_entries=MOST_SEATS)
    questions = FieldList(
        text(_l("Question"), most=200), min_entries=MOST_QUESTIONS, max_entries=MOST_QUESTIONS
    )
    deadline_day = DateField(_l("Last day for answers"), [Optional()])
    deadline_time = TimeField(_l("Hour"), [Optional()], default=dt.time(17, 0))
    timezone = SelectField(_l("Time zone"))
    second_contact_id = SelectField(_l("Second contact"), coerce=int, default=0)
    on_behalf_of_id = SelectField(_l("On behalf of"), coerce=int, default=0)
    language = SelectField(_l("Written in"))
    visibility = RadioField(_l("Who may see the call"), default="network")
    clusters = SelectMultipleField(_l("Clusters that may see it"), coerce=int)
    note = text(_l("What has changed, in a sentence"), most=300)

    deadline: dt.datetime | None = None

    def offer(self, colleagues: Any, companies: Any, clusters: Any, zone: str) -> None:
        """Fill in what may be chosen."""
        lang, nothing = language(), _("None for now")
        self.programme.choices = {nothing: [("", nothing)]} | programmes.grouped_choices(lang)
        self.trl_from.choices = self.trl_to.choices = trl_levels.choices(lang, _("Not said"))
        self.ecosystems.choices = ecosystems.choices(lang)
        names = Locale(lang).languages
        self.working_languages.choices = [(code, names[code].capitalize()) for code in LANGUAGES]
        self.language.choices = [("fr", "Français"), ("en", "English")]
        self.timezone.choices = zone_choices(zone)
        self.second_contact_id.choices = [(0, _("Choose"))] + [(r.id, r.name) for r in colleagues]
        self.on_behalf_of_id.choices = [(0, _("Our own organisation"))] + [
            (r.id, r.name) for r in companies
        ]
        self.clusters.choices = [(r.id, r.name) for r in clusters]
        named = (
            _("Everybody, on the web too"),
            _("The whole network"),
            _("Only clusters I choose"),
        )
        self.visibility.choices = list(zip(VISIBILITIES, named, strict=True))

    def keep_programme(self, code: str) -> None:
        """A programme that has closed since the call was written may stay in it."""
        known = programmes.get(code)
        if known is not None and known.is_closed:
            # pyrefly: ignore[missing-attribute]
            next(iter(self.programme.choices.values())).append((code, known.path_name(language())))

    def validate_title(self, field: StringField) -> None:
        if (more := len(field.data or "") - TITLE) > 0:
            raise ValidationError(
                _("The title is longer than %(most)d characters: remove %(more)d",
                  most=TITLE, more=more))  # fmt: skip

    def validate_deadline_day(self, field: DateField) -> None:
        """Day, hour and zone make one instant."""
        self.deadline = None
        if not field.data or self.deadline_time.process_errors:
            return
        # pyrefly: ignore[bad-unpacking, not-iterable]
        if self.timezone.data not in {zone for zone, _name in self.timezone.choices}:
            return
        today = dt.datetime.now(ZoneInfo(self.timezone.data)).date()
        if not dt.date(2000, 1, 1) <= field.data <= today.replace(day=1, year=today.year + YEARS):
            raise ValidationError(_("Choose a day within the next %(years)d years", years=YEARS))
        try:
            time = self.deadline_time.data or dt.time(17, 0)
            self.deadline = moment(field.data, time, self.timezone.data)
        except ValueError:
            raise ValidationError(
                _("The clocks skip this hour on that day: choose another hour")
            ) from None

    def blame(self, refusal: Invalid) -> None:
        """A field inside a row ("seats-2-words") is found too."""
        name, _dash, rest = refusal.field.partition("-")
        place, _dash, inner = rest.partition("-")
        if name == "seats" and place.isdigit() and int(place) < len(self.seats.entries):
            row = self.seats.entries[int(place)].form
            copy = Invalid(refusal.sentence, field=inner, **refusal.values)
            row.blame(copy)
            self.seats.errors = [*self.seats.errors, row.errors]
        else:
            super().blame(refusal)
