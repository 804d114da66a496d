"""In which trade: the EU's industrial ecosystems, and the activity codes that lead to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, is_french


@dataclass(frozen=True, slots=True)
class Ecosystem(Term):
    """One of the 14 industrial ecosystems of the European Union."""

    scope_en: str
    scope_fr: str

    def scope(self, locale: object) -> str:
        """A sentence that says what the ecosystem takes in."""
        return self.scope_fr if is_french(locale) else self.scope_en


@dataclass(frozen=True, slots=True)
class Activity(Term):
    """A section (a letter) or division (two digits) of NACE Rev. 2, which is NAF rév. 2."""

    level: str
    parent: str | None


def _ecosystems() -> Iterator[Ecosystem]:
    for row in sorted(files.document("ecosystems.json"), key=lambda row: row["order"]):
        yield Ecosystem(row["id"], row["name_en"], row["name_fr"], row["scope_en"], row["scope_fr"])


def _activities() -> Iterator[Activity]:
    for row in files.document("nace.json"):
        yield Activity(row["code"], row["name_en"], row["name_fr"], row["level"], row["parent"])


ecosystems: Vocabulary[Ecosystem] = Vocabulary("ecosystems", _ecosystems)
activities: Vocabulary[Activity] = Vocabulary("activities", _activities, ordered=True)


# Written forms of one class: "01.11Z", "0111Z"; spreadsheets drop the zero: "1.11Z", "111Z".
def division(naf_code: str) -> str | None:
    """The two digits of the division that a NAF or NACE code belongs to, or None."""
    found = re.fullmatch(
        r"(\d{1,2})(?:\.(\d{0,2}))?([A-Z]?)|(\d{3,4})([A-Z]?)", _squeezed(naf_code)
    )
    if found is None:
        return None
    if found[4] is None:
        return found[1].zfill(2)
    is_class = bool(found[5]) or len(found[4]) == 4
    return (found[4].zfill(4) if is_class else found[4])[:2]


def _squeezed(code: str) -> str:
    return re.sub(r"\s", "", code).upper()


def suggest_ecosystems(naf_code: str) -> tuple[Ecosystem, ...]:
    """Ecosystems that a company with this code may belong to, core ones first; none if unknown.

    The map is editorial: good for a suggestion that a person confirms, not for statistics.
    """
    wanted = division(naf_code)
    rows = [row for row in files.table("ecosystem_nace.csv") if row["nace_division"] == wanted]
    rows.sort(key=lambda row: row["weight_hint"] != "core")
    return tuple(ecosystems[row["ecosystem_id"]] for row in rows)
