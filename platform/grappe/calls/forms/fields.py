"""Fields for what people write in many ways: sums of money, whole numbers."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, ValidationError

MOST_EUROS = 10**11
END = r"\s*(?:€|eur|euros?)?"
UNIT = r"\s*(?P<unit>k|m)(?:illions?|€)?"
GROUPS = "[0-9]{1,3}(?:[ .,'’\u00a0\u202f][0-9]{3})+|[0-9]+"
# "1.500 M" is one and a half million: before a unit, a point or comma is a decimal one.
SCALED = re.compile(rf"(?P<whole>[0-9]+)[.,](?P<part>[0-9]{{1,3}}){UNIT}{END}", re.IGNORECASE)
SUM = re.compile(
    rf"(?P<whole>{GROUPS})(?:[.,](?P<part>[0-9]{{1,2}}))?(?:{UNIT})?{END}", re.IGNORECASE
)


def euros(written: str) -> int:
    """Whole euros out of "900 000", "900,000 €", "1,2 M€" or "€1.2m"; ValueError if no sum."""
    bare = written.strip().removeprefix("€").strip()
    found = SCALED.fullmatch(bare) or SUM.fullmatch(bare)
    if found is None:
        raise ValueError(written)
    scale = {"k": 1_000, "m": 1_000_000}.get((found["unit"] or "").lower(), 1)
    whole = re.sub(r"[^0-9]", "", found["whole"])
    if len(whole) > 12:
        raise ValueError(written)
    part = (found["part"] or "").ljust(9, "0")
    return int(whole) * scale + int(part) * scale // 10**9


class EuroField(StringField):
    """A sum as one writes it; `amount` is in whole euros, None when the field is empty."""

    amount: int | None = None

    def pre_validate(self, form: Any) -> None:
        self.amount = None
        if not self.data:
            return
        try:
            self.amount = euros(self.data)
        except ValueError:
            raise ValidationError(_l("Write a number, for example 900,000")) from None
        if self.amount > MOST_EUROS:
            raise ValidationError(_l("This sum is too large to be meant"))


class WholeField(IntegerField):
    """A whole number of plain digits; what else was typed stays in the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        written = valuelist[0].strip() if valuelist else ""
        if written and not re.fullmatch(r"[0-9]{1,9}", written):
            raise ValueError(_l("Write a whole number"))
        if written:
            self.data = int(written)
