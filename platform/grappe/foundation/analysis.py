"""How text becomes what is searched: the one analyser, for both databases.

A database stems as its dictionaries please, or not at all; what one finds the other must find, so
everything is decided here. The language of a text is not known: each word is kept as it stands,
without accents, and by its French and its English stem. A term holds nothing but a-z, 0-9 and `_`,
so that no database cuts it up or reads it in a way of its own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer

from .text import FOLDED

LONGEST = 60  # characters of a word; what is longer is cut, in texts and in questions alike
MOST_WORDS = 15_000  # of a text; PostgreSQL counts no further than 16,383
MOST_TIMES = 250  # a word in one text; PostgreSQL keeps 256 places of it
GAP = "_"  # stands in the place of a word that is not kept
STEM, MARK = "__s", "__m"  # how stems and marks begin; no word does
RUN = re.compile(r"[^\W_]+")
ELIDED = re.compile(r"(?:jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|qu|[cdjlmnst])")
JOINTS = frozenset("-'.")
# Words that say nothing alone. What means something in the other language is not among them: été,
# est, son, or, car, pas stand for a season, a direction, a sound, gold, a vehicle, a step.
SMALL = (
    "a ai aux au avec ce ces cet cette d dans de des du elle elles en et eux il ils j je l la le "
    "les leur leurs lui m ma mes n ne nos notre nous on ou par pour qu que qui s sa se ses si sur "
    "t ta te tes tu un une vos votre vous y c "
    "an and are as at be been but by for from had has have he her him his i if in into is it its "
    "me my of our she that the their them they this those to us was we were with you your"
)
STOP_WORDS = frozenset(SMALL.split())
_own = local()


@dataclass(frozen=True)
class Word:
    """A word of a text: as it is searched, as it was written, and where that stands."""

    term: str
    written: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def bare(sign: str) -> str:
    """One sign in lower case, without accents; œ as oe, ² as 2, each kind of hyphen as one."""
    low = unicodedata.normalize("NFKC", sign).casefold()
    plain = unicodedata.normalize("NFKD", "".join(FOLDED.get(c, c) for c in low))
    kept = (c for c in plain if not unicodedata.combining(c))
    return "".join("-" if c in "‐‑‒" else "'" if c in "’ʼ" else c for c in kept)


def folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its signs where that stood."""
    signs: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        for one in bare(sign):
            signs.append(one)
            origins.append(at)
    return "".join(signs), [*origins, len(text)]


def compounds(text: str) -> Iterator[list[Word]]:
    """The words of a text, those together that a hyphen, an apostrophe or a dot joins. The article
    of "l'énergie" and the end of "cluster's" are no words."""
    plain, origins = folded(text)
    together: list[Word] = []
    end = -1
    for run in RUN.finditer(plain):
        joined = run.start() == end + 1 and end >= 0 and plain[end] in JOINTS
        quoted = joined and plain[end] == "'"
        end = run.end()
        if not joined and together:
            yield together
            together = []
        if plain[end : end + 1] == "'" and ELIDED.fullmatch(run[0]) and RUN.match(plain, end + 1):
            continue
        if quoted and run[0] == "s" and together:
            continue
        start, stop = origins[run.start()], origins[run.end() - 1] + 1
        together.append(Word(safe(run[0]), text[start:stop], start, stop))
    if together:
        yield together


@lru_cache(maxsize=8192)
def safe(word: str) -> str:
    cut = word[:LONGEST]
    return cut if cut.isascii() else "".join(c if c.isascii() else f"_{ord(c):x}_" for c in cut)


@lru_cache(maxsize=32768)
def stems(term: str, written: str = "") -> tuple[str, ...]:
    """The French and English stems of a word. Accents tell French stems apart, and people leave
    them out: both ways of writing it are stemmed."""
    if term.isdigit() or "_" in term:
        return (STEM + term,)
    french, english = stemmers()
    accented = unicodedata.normalize("NFC", written[:LONGEST]).lower() or term
    found = (french(term), french(accented), english(term))
    return tuple(dict.fromkeys(STEM + safe(folded(stem)[0]) for stem in found))


def stemmers():  # type: ignore[no-untyped-def]
    """Its own pair for each thread: a stemmer keeps the word it is at."""
    if not hasattr(_own, "pair"):
        _own.pair = tuple(snowballstemmer.stemmer(name).stemWord for name in ("french", "english"))
    return _own.pair


def joined(words: list[Word]) -> str:
    """ "co-financement" as one word; numbers are not drawn together, 3.14 is not 314."""
    if len(words) < 2 or all(word.term.isdigit() for word in words):
        return ""
    return "".join(word.term for word in words)[:LONGEST]


def terms(text: str, marks: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """What is kept of a text: its words in their places, and, in no order, their stems and the
    `marks` by which it is narrowed."""
    words: list[str] = []
    kept: dict[str, None] = {}
    times: Counter[str] = Counter()
    before: Word | None = None
    for together in compounds(text):
        for word in together:
            times[word.term] += 1
            words.append(word.term if times[word.term] <= MOST_TIMES else GAP)
            if word.term not in STOP_WORDS:
                kept.update(dict.fromkeys(stems(word.term, word.written)))
        if whole := joined(together):
            kept.update(dict.fromkeys(stems(whole)))
        if code := coded(before, together[0], text):
            kept[STEM + code] = None
        before = together[-1]
    return words[:MOST_WORDS], [*kept, *map(mark, marks)]


def coded(before: Word | None, word: Word, text: str) -> str:
    """ "ISO 14040" is also found as ISO14040."""
    if before is None or not word.term.isdigit() or not between(before, word, text):
        return ""
    code = before.written
    return before.term + word.term if code.isupper() and 2 <= len(code) <= 6 else ""


def between(before: Word, word: Word, text: str) -> bool:
    """Only one space stands between the two, one that breaks or not."""
    return text[before.end : word.start] in (" ", "\u00a0")


def mark(name: str) -> str:
    return MARK + name
