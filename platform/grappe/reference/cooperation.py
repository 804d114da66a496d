"""Working together: roles, kinds of partnership, stages of a project, technology readiness."""

from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, is_french, plain_terms


@dataclass(frozen=True, slots=True)
class Role(Term):
    """A role in a consortium, or a kind of partnership, with what it means."""

    definition_en: str
    definition_fr: str

    def definition(self, locale: object) -> str:
        """A sentence that says what is meant."""
        return self.definition_fr if is_french(locale) else self.definition_en


@dataclass(frozen=True, slots=True)
class TrlLevel(Term):
    """A technology readiness level; its code is the number, `"1"` to `"9"`."""

    phase: str
    note_en: str
    note_fr: str

    @property
    def level(self) -> int:
        """The level as a number from 1 to 9."""
        return int(self.code)

    def label(self, locale: object) -> str:
        """Number and name, as forms and lists show them."""
        return f"TRL\u00a0{self.code} – {self.name(locale)}"

    def note(self, locale: object) -> str:
        """A remark on how the level is read, or nothing."""
        return self.note_fr if is_french(locale) else self.note_en


class TrlLevels(Vocabulary[TrlLevel]):
    """The nine levels; a choice shows the number, which is how people speak of them."""

    def choices(self, locale: object, empty: str | None = None) -> list[tuple[str, str]]:
        """Pairs (code, number and name)."""
        first = [] if empty is None else [("", empty)]
        return first + [(level.code, level.label(locale)) for level in self]


def _defined(name: str) -> Vocabulary[Role]:
    def load() -> Iterator[Role]:
        for row in files.document(f"{name}.json"):
            yield Role(
                code=row["id"],
                name_en=row["name_en"],
                name_fr=row["name_fr"],
                definition_en=row["definition_en"],
                definition_fr=row["definition_fr"],
            )

    return Vocabulary(name, load, ordered=True)


def _trl_levels() -> Iterator[TrlLevel]:
    for row in files.document("trl.json"):
        yield TrlLevel(
            code=str(row["level"]),
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            phase=row["phase"],
            note_en=row["note_en"] or "",
            note_fr=row["note_fr"] or "",
        )


# The stages of calls and of expressions of interest stand in the same file; the product's own
# state machines decide about those.
def _project_stages() -> Iterator[Term]:
    for row in files.document("project_stages.json"):
        if row["set"] == "project":
            yield Term(row["id"], row["name_en"], row["name_fr"])


partner_roles = _defined("partner_roles")
partnership_types = _defined("partnership_types")
project_stages: Vocabulary[Term] = Vocabulary("project_stages", _project_stages, ordered=True)
trl_phases = plain_terms("trl_phases", ordered=True)
trl_levels = TrlLevels("trl_levels", _trl_levels, ordered=True)
