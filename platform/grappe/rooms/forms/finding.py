"""What is looked for in the rooms, and within what."""

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import DateField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import Optional, ValidationError

from grappe.foundation.db import AnyRow
from grappe.foundation.forms import Form, _l, tidied
from grappe.foundation.text import fold

NEWEST, BEST = "", "best"
WRONG_DATE = _l("Write a date as day, month and year.")


class Day(DateField):
    """A date whose error says what to write."""

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(str(WRONG_DATE)) from wrong


class FindForm(Form):
    """It is in the address: nothing is changed by it, and nothing typed is ever refused as a
    whole."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Words"), filters=[tidied])
    room = SelectField(_l("Room"), default="", validate_choice=False)
    person = StringField(
        _l("Said by"), filters=[tidied], render_kw={"list": "people", "autocomplete": "off"}
    )
    since = Day(_l("From"), validators=[Optional()], name="from")
    until = Day(_l("To"), validators=[Optional()], name="to")
    sort = SelectField(
        _l("Sort by"),
        choices=[SelectChoice(NEWEST, _l("Newest")), SelectChoice(BEST, _l("Best match"))],
        default=NEWEST,
        validate_choice=False,
    )

    @classmethod
    def among(cls, rooms: Sequence[dict[str, Any]], people: Sequence[AnyRow]) -> "FindForm":
        form = cls(formdata=request.args)
        named = (
            SelectChoice(str(room["id"]), ", ".join(filter(None, (room["title"], room["place"]))))
            for room in rooms
        )
        form.room.choices = [SelectChoice("", _l("All my rooms")), *named]
        form.people, form.known = people, {"", *(str(room["id"]) for room in rooms)}
        return form

    people: Sequence[AnyRow] = ()
    known: AbstractSet[str] = frozenset()

    def validate_room(self, field: SelectField) -> None:
        if field.data not in self.known:
            raise ValidationError(gettext("Choose one of your rooms."))

    def validate_person(self, field: StringField) -> None:
        if field.data and not self.persons:
            raise ValidationError(gettext("Nobody of that name is in your rooms."))

    def validate_until(self, field: DateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(gettext("This day comes before the first one."))

    @property
    def persons(self) -> tuple[int, ...]:
        sought = fold(self.person.data or "")[:100]
        return tuple(row.id for row in self.people if sought and sought in fold(row.name))

    def narrowed(self) -> bool:
        return any(f.data for f in (self.room, self.person, self.since, self.until))

    def address(self, **changed: Any) -> dict[str, Any]:
        """What is asked, for a link; without what was not given."""
        given = {
            name: request.args.get(name, "")
            for name in ("q", "room", "person", "from", "to", "sort")
        }
        return {name: value for name, value in (given | changed).items() if value}


def day_after(day: dt.date) -> dt.date:
    return min(day, dt.date.max - dt.timedelta(days=2)) + dt.timedelta(days=1)
