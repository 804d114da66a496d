"""What every vocabulary is: terms with a stable code and a name in each language."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Generic, TypeVar

from grappe.foundation.text import fold
from grappe.reference import files


class UnknownCode(LookupError):
    """A code that the vocabulary does not hold."""

    def __init__(self, vocabulary: str, code: object) -> None:
        super().__init__(f"{code!r} is no code of the vocabulary {vocabulary!r}")
        self.vocabulary = vocabulary
        self.code = code


def is_french(locale: object) -> bool:
    """Whether a locale (`fr`, `fr_FR`, a Babel `Locale`) is French; all others read English."""
    return str(locale).lower().startswith("fr")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary; its code is what the database keeps."""

    code: str
    name_en: str
    name_fr: str

    def name(self, locale: object) -> str:
        """The name in French for a French locale, in English otherwise."""
        return self.name_fr if is_french(locale) else self.name_en


T = TypeVar("T", bound=Term)


# Python's own order would put "Île-de-France" after "Occitanie". Accents and punctuation count
# for nothing here, as in a French dictionary; the text itself settles the ties.
@cache
def sort_key(text: str) -> tuple[str, str]:
    """What to sort a name by in French and English."""
    return re.sub(r"\W+", " ", fold(text)), text


class Vocabulary(Generic[T]):
    """Terms by code, read at the first use; `ordered` ones keep the order of their file."""

    def __init__(
        self, name: str, load: Callable[[], Iterable[T]], *, ordered: bool = False
    ) -> None:
        self.title = name
        self.ordered = ordered
        self._load = load

    @cached_property
    def _terms(self) -> dict[str, T]:
        terms: dict[str, T] = {}
        for term in self._load():
            if term.code in terms:
                raise ValueError(f"{self.title}: the code {term.code!r} is there twice")
            terms[term.code] = term
        return terms

    def __getitem__(self, code: str) -> T:
        """The term of a code; raises `UnknownCode`."""
        term = self._terms.get(code)
        if term is None:
            raise UnknownCode(self.title, code)
        return term

    def get(self, code: str | None) -> T | None:
        """The term of a code, or None."""
        return None if code is None else self._terms.get(code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code in self._terms

    def __iter__(self) -> Iterator[T]:
        """The terms themselves, in the order of their file."""
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of their file."""
        return tuple(self._terms)

    def sorted(self, locale: object) -> list[T]:
        """The terms as a list shows them: in their own order, or by name without accents."""
        if self.ordered:
            return list(self)
        return sorted(self, key=lambda term: sort_key(term.name(locale)))

    def choices(self, locale: object, empty: str | None = None) -> list[tuple[str, str]]:
        """Pairs (code, name) for a select; `empty` names the choice of nothing, put first."""
        first = [] if empty is None else [("", empty)]
        return first + [(term.code, term.name(locale)) for term in self.sorted(locale)]

    def name(self, code: str | None, locale: object) -> str:
        """The name of a stored code: empty for none, the code itself when it is unknown."""
        term = self.get(code)
        return term.name(locale) if term else code or ""

    def names(self, codes: Iterable[str], locale: object) -> list[str]:
        """The names of stored codes, in the order given."""
        return [self.name(code, locale) for code in codes]

    def known(self, codes: Iterable[str]) -> list[str]:
        """The codes that the vocabulary holds, each once, in the order given."""
        return [code for code in dict.fromkeys(codes) if code in self]


def plain_terms(name: str, *, ordered: bool = False) -> Vocabulary[Term]:
    """The vocabulary of a file whose rows are no more than a code and two names."""

    def load() -> Iterator[Term]:
        for row in files.document(f"{name}.json"):
            yield Term(row["id"], row["name_en"], row["name_fr"])

    return Vocabulary(name, load, ordered=ordered)
