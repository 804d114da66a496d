"""What one writes in a plan."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)  # fmt: skip
from wtforms import (
    Form as Plain,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import NumberRange, Optional, Regexp

from grappe.foundation.db import AnyRow
from grappe.foundation.formats import local
from grappe.foundation.forms import Form, long_text, needed, text
from grappe.foundation.zones import moment, zone_choices

from ..models import BREAK, TALK, Session
from ..operations.planning.writing import Plan

_l: Any = lazy_gettext  # WTForms' types know of no sentence that is translated later
KEY = Regexp(r"^[0-9a-f-]{36}$")
TWO_PM = dt.time(14, 0)
SKIPPED = _l("The clocks skip this hour on that day: choose another hour")
FAR = _l("Choose a day within the next %(years)d years", years=5)


def many(label: Any, most: int) -> IntegerField:
    message = _l("Choose a number from 1 to %(most)d", most=most)
    return IntegerField(label, [Optional(), NumberRange(1, most, message)])


def instant(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    year = dt.datetime.now(dt.UTC).year
    if not year - 5 <= day.year <= year + 5:
        raise ValidationError(FAR)
    try:
        return moment(day, time, zone)
    except ValueError:
        raise ValidationError(SKIPPED) from None


class Seen(Form):
    """An act on a plan that others may be changing: the version that was on the page."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """0 when the page said nothing usable: no version is 0, so the act is a conflict."""
        written = str(self.version.data or "")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class PlanForm(Seen):
    """`key` names a new session, `version` the plan of an old one that the writer has seen."""

    key = HiddenField(validators=[Optional(), KEY], default=lambda: str(uuid.uuid4()))
    room = SelectField(_l("Where"), validate_choice=True, coerce=str, default="")
    title = text(_l("Title"), needed(_l("Give the session a title.")), most=160)
    about = long_text(_l("What it is about"), most=5000)
    day = DateField(_l("Day"), validators=[Optional()])
    time = TimeField(_l("Begins at"), [Optional()], default=TWO_PM)
    minutes = IntegerField(
        _l("Length"), [Optional(), NumberRange(5, 1440, _l("Between 5 and 1440 minutes"))],
        default=60,
    )  # fmt: skip
    timezone = SelectField(_l("Time zone"))
    link = text(_l("Conference link"), most=500)
    capacity = many(_l("Places"), 10_000)
    minimum = many(_l("Takes place with at least"), 10_000)
    pitches_day = DateField(_l("Pitches are taken until"), validators=[Optional()])
    starts_at: dt.datetime | None = None
    pitches_until: dt.datetime | None = None

    @classmethod
    def blank(cls, rooms: Sequence[AnyRow], room: int, zone: str) -> "PlanForm":
        form = cls(room=str(room) if room in {row.id for row in rooms} else "", timezone=zone)
        named = (SelectChoice(str(row.id), f"{row.place}: {row.title}") for row in rooms)
        own = SelectChoice("", _l("A room of its own, open to the whole network"))
        form.room.choices = [own, *named]
        return form.zoned(zone)

    @classmethod
    def of(cls, session: Session) -> "PlanForm":
        start, until, zone = session.starts_at, session.pitches_until, session.timezone
        form = cls(
            title=session.title, about=session.about, minutes=session.minutes, timezone=zone,
            link=session.link, capacity=session.capacity, minimum=session.minimum,
            day=local(start, zone).date() if start else None,
            time=local(start, zone).time() if start else TWO_PM,
            pitches_day=local(until, zone).date() if until else None,
            version=str(session.plan_version), key=session.key,
        )  # fmt: skip
        del form.room
        return form.zoned(zone)

    def zoned(self, zone: str) -> "PlanForm":
        # pyrefly: ignore[bad-assignment]
        self.timezone.choices = zone_choices(zone)
        return self

    @property
    def zone(self) -> str:
        # pyrefly: ignore[bad-unpacking, not-iterable]
        zones = {zone for zone, _name in self.timezone.choices}
        return self.timezone.data if self.timezone.data in zones else "UTC"

    def validate_day(self, field: DateField) -> None:
        if field.data:
            self.starts_at = instant(field.data, self.time.data or TWO_PM, self.zone)

    def validate_pitches_day(self, field: DateField) -> None:
        """Until the end of that day, or until the session begins if that is the same day."""
        if not field.data:
            return
        until = instant(field.data, dt.time(23, 59), self.zone)
        same = self.starts_at is not None and self.day.data == field.data
        self.pitches_until = self.starts_at if same else until

    @property
    def plan(self) -> Plan:
        return Plan(
            title=self.title.data or "", about=self.about.data or "", starts_at=self.starts_at,
            minutes=self.minutes.data or 60, timezone=self.zone, link=self.link.data or "",
            capacity=self.capacity.data, minimum=self.minimum.data,
            pitches_until=self.pitches_until,
        )  # fmt: skip

    @property
    def room_id(self) -> int | None:
        return int(self.room.data) if self.room.data else None


class CancelForm(Form):
    because = long_text(_l("Why"), needed(_l("Say why: whoever registered will read it.")),
                        most=2000)  # fmt: skip


class PointForm(Seen):
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(TALK, _l("Talk")), SelectChoice(BREAK, _l("Break"))],
        default=TALK,
    )  # fmt: skip
    title = text(_l("What"), needed(_l("Say in a few words what it is.")), most=200)
    minutes = IntegerField(
        _l("Minutes"), [Optional(), NumberRange(1, 480, _l("Between 1 and 480 minutes"))],
        default=10,
    )  # fmt: skip


class HostForm(Form):
    organisations = SelectMultipleField(_l("Organisations"), coerce=int)

    def offer(self, rows: Sequence[AnyRow]) -> "HostForm":
        self.organisations.choices = [SelectChoice(row.id, row.name) for row in rows]
        return self


class Moment(Plain):
    day = DateField(_l("Day"), validators=[Optional()])
    time = TimeField(_l("Begins at"), validators=[Optional()], default=TWO_PM)


class DatesForm(Form):
    """Up to four dates at a time; the rows that stay empty are none."""

    days = FieldList(FormField(Moment), min_entries=4, max_entries=4, label=_l("Dates"))

    def moments(self, zone: str) -> list[dt.datetime]:
        found = []
        for entry in self.days.entries:
            row = entry.form
            if row.day.data:
                try:
                    found.append(instant(row.day.data, row.time.data or TWO_PM, zone))
                except ValidationError as error:
                    row.day.errors = [*row.day.errors, str(error)]
        return found


class PitchForm(Form):
    call = SelectField(_l("Call"), coerce=int)
    presenter = SelectField(_l("Who presents it"), coerce=int)
