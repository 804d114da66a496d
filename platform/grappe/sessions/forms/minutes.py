"""What is written into minutes, and what is said of them."""

import datetime as dt
import uuid
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]
from wtforms.validators import NumberRange, Optional, Regexp

from grappe.foundation.db import AnyRow
from grappe.foundation.forms import Form, _l, long_text, needed, text
from grappe.rooms.models import ACTION, DONE, DROPPED, OPEN

from ..models import Minutes
from ..models.minutes import MOST_DAYS, USUAL_DAYS
from ..models.minutes_text import Content, parts
from ..operations.minutes import EntryText, MinutesText, Proposal

MOST_SECTIONS, MOST_ENTRIES = 40, 300


class Seen(Form):
    """An act on a text that others may be changing: the version that was on the page."""

    version = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,9}$")])

    @property
    def seen(self) -> int:
        """0 when the page said nothing usable: no version is 0, so the act is a conflict."""
        written = self.version.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


class Row(Form):
    class Meta(Form.Meta):
        csrf = False


class FactForm(Row):
    key = HiddenField()
    text = text(_l("Text"), most=4000)


class SectionForm(Row):
    key = HiddenField()
    heading = text(_l("Heading"), most=120)
    body = long_text(_l("Text"), most=40_000)


class EntryForm(Row):
    """An entry of the record, as the minutes tell it."""

    mark = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])
    words = long_text(_l("In a sentence"), needed(_l("Say in a sentence what it is.")), most=500)
    state = SelectField(_l("State"), validate_choice=False)
    who = text(_l("Who does it"), most=200)
    due = DateField(_l("By when"), [Optional()])
    out = BooleanField(_l("Leave out of the minutes"))


class MinutesForm(Seen):
    title = text(_l("Title"), needed(_l("Write a title")), most=200)
    facts = FieldList(FormField(FactForm), max_entries=20)
    sections = FieldList(FormField(SectionForm), max_entries=MOST_SECTIONS)
    entries = FieldList(FormField(EntryForm), max_entries=MOST_ENTRIES)
    added = SelectMultipleField(_l("Take in from the record"), coerce=int, validate_choice=False)
    reason = text(_l("Why the minutes are corrected"), most=500)

    @classmethod
    def of(cls, minutes: Minutes, content: Content, others: list[AnyRow]) -> "MinutesForm":
        """The text as it stands, with an empty section for whoever wants one more."""
        form = cls(formdata=None, data={
            "version": str(minutes.version), "title": content["title"], "facts": content["facts"],
            "sections": [*content["sections"], {"key": "", "heading": "", "body": ""}],
            "entries": [dated(entry) for entry in content["entries"]],
        })  # fmt: skip
        return form.offer(content, others)

    def offer(self, content: Content, others: list[AnyRow]) -> "MinutesForm":
        words, kinds = content["words"], {e["mark"]: e for e in content["entries"]}
        for row in self.entries.entries:
            entry = kinds.get(row.form.mark.data)
            kind = entry["kind"] if entry else ACTION
            row.form.state.choices = [
                SelectChoice(state, words[f"{kind}.{state}"]) for state in (OPEN, DONE, DROPPED)
            ]
        self.added.choices = [
            SelectChoice(row.id, f"{words[row.kind]} {row.number}: {row.words}") for row in others
        ]
        return self

    @property
    def said(self) -> MinutesText:
        rows = [row.form for row in self.entries.entries]
        return MinutesText(
            title=self.title.data or "",
            facts={r.form.key.data: r.form.text.data or "" for r in self.facts.entries},
            sections=tuple(
                (r.form.key.data or "", r.form.heading.data or "", r.form.body.data or "")
                for r in self.sections.entries
            ),
            entries=tuple(
                EntryText(r.mark.data, r.words.data or "", r.state.data or OPEN, r.who.data or "",
                          r.due.data.isoformat() if r.due.data else "")
                for r in rows
                if r.mark.data and not r.out.data
            ),
            added=tuple(self.added.data or ()),
        )  # fmt: skip


def dated(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"due": dt.date.fromisoformat(entry["due"]) if entry["due"] else None}


class DaysForm(Seen):
    days = IntegerField(
        _l("For how many days"),
        [NumberRange(1, MOST_DAYS, message=_l("Choose from 1 to 30 days"))],
        default=USUAL_DAYS,
    )


class AmendmentForm(Form):
    key = HiddenField(validators=[Regexp(r"^[0-9a-f-]{36}$")])
    part = SelectField(_l("Which part"), validate_choice=False)
    passage = long_text(_l("The passage, copied as it stands"), most=4000)
    wording = long_text(_l("What should stand there"), most=4000)
    reason = long_text(
        _l("Why"), needed(_l("Say why: the secretary and the others will read it.")), most=1000
    )

    def offer(self, content: Content, chosen: str) -> "AmendmentForm":
        self.part.choices = [
            SelectChoice(part, label or _("Section without a heading"))
            for part, (label, said) in parts(content).items()
            if said or not part.startswith("entries.")
        ]
        self.key.data = self.key.data or str(uuid.uuid4())
        self.part.data = self.part.data or chosen
        return self

    @property
    def said(self) -> Proposal:
        return Proposal(self.part.data or "", self.passage.data or "", self.wording.data or "",
                        self.reason.data or "")  # fmt: skip


class DecisionForm(Form):
    verdict = RadioField(
        _l("Your answer"),
        choices=[
            SelectChoice("taken", _l("Take it into the text")),
            SelectChoice("refused", _l("Refuse it")),
        ],
        default="taken",
    )
    by_hand = BooleanField(_l("I have changed the text myself"))
    answer = long_text(_l("What you say to whoever proposed it"), most=1000)
