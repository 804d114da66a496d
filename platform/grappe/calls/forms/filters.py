"""What one asks the list for. What makes no sense is left out, never refused: it is an address."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from grappe.foundation.formats import language
from grappe.foundation.forms import Form, text
from grappe.reference import ecosystems, programmes, regions

from ..queries.lists import Wanted, usual_order, usual_state


class FilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    q = text(_l("Search the calls"), most=100)
    ecosystem = SelectField(_l("Ecosystem"), default="")
    within = SelectField(_l("Deadline"), default="")
    region = SelectField(_l("Region"), default="")
    programme = SelectField(_l("Programme"), default="")
    state = SelectField(_l("State"), default="")
    sort = SelectField(_l("Sort by"), default="")

    @classmethod
    def asked(cls, tab: str) -> "FilterForm":
        """Out of the address, with the choices of the reader's language."""
        form, lang = cls(request.args), language()
        form.ecosystem.choices = ecosystems.choices(lang, _("All ecosystems"))
        form.within.choices = [
            ("", _("Any deadline")), ("7", _("Within 7 days")), ("15", _("Within 15 days")),
            ("60", _("Within 2 months")),
        ]  # fmt: skip
        form.region.choices = regions.choices(lang, _("All regions"))
        every = [("", _("All programmes"))]
        form.programme.choices = every + [
            (one.code, one.path_name(lang)) for one in programmes.sorted(lang)
        ]
        states = [("open", _("Open")), ("closing", _("Closing soon")),
                  ("past", _("Closed or past")), ("any", _("All"))]  # fmt: skip
        usual = usual_state(tab)
        form.state.choices = [("", dict(states)[usual])] + [s for s in states if s[0] != usual]
        form.sort.choices = [
            ("deadline", _("Deadline")), ("newest", _("Newest")), ("fit", _("Best match")),
        ]  # fmt: skip
        form.validate()
        for name in form.errors:
            form[name].data = ""
        form.sort.data = form.sort.data or usual_order(tab)
        return form

    def wanted(self, tab: str) -> Wanted:
        page = request.args.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return Wanted(
            tab=tab, q=self.q.data or "", programme=self.programme.data,
            ecosystem=self.ecosystem.data, region=self.region.data,
            within=int(self.within.data or 0), state=self.state.data, sort=self.sort.data,
            page=number,
        )  # fmt: skip

    def on(self) -> list[tuple[str, str]]:
        """The filters that are on: their name and the words of what was chosen."""
        found: list[tuple[str, Any]] = []
        for name in ("q", "programme", "ecosystem", "region", "within", "state"):
            if value := self[name].data:
                # pyrefly: ignore[missing-attribute]
                words = value if name == "q" else dict(self[name].choices)[value]
                found.append((name, words))
        return found
