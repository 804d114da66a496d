"""The field's words: a term and a definition in each language."""

from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, is_french


@dataclass(frozen=True, slots=True)
class Definition(Term):
    """A term of the field with what it means."""

    definition_en: str
    definition_fr: str

    def definition(self, locale: object) -> str:
        """A sentence that says what is meant."""
        return self.definition_fr if is_french(locale) else self.definition_en


def _definitions() -> Iterator[Definition]:
    for row in files.document("glossary.json"):
        yield Definition(
            row["id"], row["term_en"], row["term_fr"], row["definition_en"], row["definition_fr"]
        )


glossary: Vocabulary[Definition] = Vocabulary("glossary", _definitions)
