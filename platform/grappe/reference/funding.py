"""With whose money: the programmes, as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, is_french, plain_terms, sort_key


@dataclass(frozen=True, slots=True)
class Programme(Term):
    """A funding programme, or a part of one; `level` is a code of `programme_levels`."""

    parent_code: str | None
    level: str
    period: str
    use_en: str
    use_fr: str

    @property
    def parent(self) -> "Programme | None":
        """The programme that this one is a part of."""
        return programmes.get(self.parent_code)

    @property
    def children(self) -> "tuple[Programme, ...]":
        """The parts of this programme."""
        return tuple(other for other in programmes if other.parent_code == self.code)

    @property
    def path(self) -> "tuple[Programme, ...]":
        """From the root of the tree down to this programme."""
        above = self.parent
        return (*above.path, self) if above else (self,)

    @property
    def with_parts(self) -> tuple[str, ...]:
        """The codes of this programme and of everything below it: what a filter must match."""
        below = (code for child in self.children for code in child.with_parts)
        return (self.code, *below)

    @property
    def is_closed(self) -> bool:
        """Whether the programme gives no more money and can only be named in the past."""
        return "closed" in self.period

    def path_name(self, locale: object) -> str:
        """The names from the root down, without those that the next one begins with."""
        names = [programme.name(locale) for programme in self.path]
        kept = [above for above, below in pairwise(names) if not _says_again(below, above)]
        return " › ".join([*kept, names[-1]])

    def use(self, locale: object) -> str:
        """A sentence that says what the money is for."""
        return self.use_fr if is_french(locale) else self.use_en


# "Interreg (coopération…) › Interreg A" and "…(EIC) › EIC Pathfinder" would say a word twice.
def _says_again(below: str, above: str) -> bool:
    bare, _, rest = above.partition(" (")
    short = rest.removesuffix(")") or bare
    return below.startswith((bare, short))


class Programmes(Vocabulary[Programme]):
    """The tree of programmes; lists show the parts right after the whole."""

    def sorted(self, locale: object) -> list[Programme]:
        """By level (EU, State, regions, private), then by the names from the root down."""

        def place(programme: Programme) -> tuple[int, list[tuple[str, str]]]:
            names = [sort_key(step.name(locale)) for step in programme.path]
            return programme_levels.codes.index(programme.level), names

        return sorted(self, key=place)

    def choices(self, locale: object, empty: str | None = None) -> list[tuple[str, str]]:
        """Pairs (code, names from the root down) of the programmes that are not closed."""
        first = [] if empty is None else [("", empty)]
        open_ones = (programme for programme in self.sorted(locale) if not programme.is_closed)
        return first + [(programme.code, programme.path_name(locale)) for programme in open_ones]

    def grouped_choices(self, locale: object) -> dict[str, list[tuple[str, str]]]:
        """The same pairs under the name of their level, for a select with groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, name in self.choices(locale):
            level = programme_levels.name(self[code].level, locale)
            groups.setdefault(level, []).append((code, name))
        return groups


def _programmes() -> Iterator[Programme]:
    for row in files.document("funding_programmes.json"):
        yield Programme(
            code=row["id"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            parent_code=row["parent"],
            level=row["level"],
            period=row["period"],
            use_en=row["use_en"],
            use_fr=row["use_fr"],
        )


programme_levels = plain_terms("programme_levels", ordered=True)
programmes = Programmes("programmes", _programmes)
