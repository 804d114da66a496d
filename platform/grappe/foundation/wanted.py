"""What somebody looks for: their words, understood once and asked of either database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .analysis import STOP_WORDS, Word, compounds, joined, mark, stems
from .text import tidy

MOST = 200  # characters of a question
MOST_UNITS = 12  # words or phrases of it
SHORTEST = 2  # letters of a word of which only the beginning is given
QUOTED = re.compile(r'["«»“”„]')


@dataclass(frozen=True)
class Choice:
    """Words that follow each other; of the last one only the beginning with `begins`."""

    terms: tuple[str, ...]
    begins: bool = False


Unit = tuple[Choice, ...]  # any of them will do


@dataclass(frozen=True)
class Wanted:
    """All `units` must be there. Nothing is wanted when only small words were given."""

    units: tuple[Unit, ...]

    def __bool__(self) -> bool:
        return bool(self.units)

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in a text, from and to, in order."""
        words = [word for together in compounds(text) for word in together]
        spots: set[int] = set()
        for choice in (choice for unit in self.units for choice in unit):
            spots.update(found(choice, words))
        found_words = [words[at] for at in sorted(spots)]
        whole = [w for w in compounds(text) if self.asks(joined(w))]
        spans = {(w.start, w.end) for w in found_words} | {(w[0].start, w[-1].end) for w in whole}
        return merged(sorted(spans))

    def asks(self, whole: str) -> bool:
        """Is a compound, drawn together, what was asked for?"""
        if not whole:
            return False
        known = set(stems(whole))
        return any(known & set(choice.terms) for unit in self.units for choice in unit)


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def found(choice: Choice, words: Sequence[Word]) -> Iterable[int]:
    length = len(choice.terms)
    for at in range(len(words) - length + 1):
        if all(fits(choice, n, words[at + n]) for n in range(length)):
            yield from range(at, at + length)


def fits(choice: Choice, n: int, word: Word) -> bool:
    term = choice.terms[n]
    if word.term == term:
        return True
    if choice.begins and n == len(choice.terms) - 1 and word.term.startswith(term):
        return True
    return word.term not in STOP_WORDS and term in stems(word.term, word.written)


def understood(asked: str) -> Wanted:
    """Words that must all be there, in any form; in quotes, exactly as they follow each other; the
    last one may be only begun. Nothing that can be typed is wrong."""
    line = tidy(asked)[:MOST]
    parts = QUOTED.split(line)
    units: list[Unit] = []
    for at, part in enumerate(parts):
        is_last = at == len(parts) - 1
        if at % 2 and not is_last:
            units += phrase(part)
        else:
            units += loose(part, is_last and asked[-1:] not in (" ", "\n", "\t"))
    return Wanted(tuple(dict.fromkeys(units))[:MOST_UNITS])


def phrase(part: str) -> list[Unit]:
    words = tuple(word.term for together in compounds(part) for word in together)
    return [(Choice(words),)] if any(word not in STOP_WORDS for word in words) else []


def loose(part: str, open_end: bool) -> list[Unit]:
    groups = list(compounds(part))
    units = []
    for at, together in enumerate(groups):
        if all(word.term in STOP_WORDS for word in together):
            continue
        last = together[-1]
        begun = open_end and at == len(groups) - 1 and part.rstrip().endswith(last.written)
        units.append(unit(together, begun and len(last.written) >= SHORTEST))
    return units


def unit(together: list[Word], begins: bool) -> Unit:
    """Each form in which one word may stand; a compound in its parts, or drawn together."""
    words = tuple(word.term for word in together)
    choices = [Choice(words, begins)]
    if len(words) == 1:
        choices += [Choice((stem,)) for stem in stems(words[0], together[0].written)]
    elif whole := joined(together):
        choices += [Choice((whole,)), *(Choice((stem,)) for stem in stems(whole))]
    return tuple(choices)


def for_sqlite(wanted: Wanted, marks: Sequence[Sequence[str]] = ()) -> str:
    """For FTS5. One of each group of `marks` must be there, too."""
    units = [*marked(marks), *wanted.units]
    return " AND ".join(f"({' OR '.join(map(sqlite_choice, unit))})" for unit in units)


def sqlite_choice(choice: Choice) -> str:
    return f'"{" ".join(choice.terms)}"' + (" *" if choice.begins else "")


def for_postgresql(wanted: Wanted, marks: Sequence[Sequence[str]] = ()) -> str:
    """For a tsquery, whose every term is quoted."""
    units = [*marked(marks), *wanted.units]
    return " & ".join(f"({' | '.join(map(postgresql_choice, unit))})" for unit in units)


def postgresql_choice(choice: Choice) -> str:
    quoted = [f"'{term}'" for term in choice.terms]
    return f"({' <-> '.join(quoted)}{':*' if choice.begins else ''})"


def marked(marks: Sequence[Sequence[str]]) -> list[Unit]:
    return [tuple(Choice((mark(name),)) for name in group) for group in marks]
