"""From where: the sources that the reference data cite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, UnknownCode, Vocabulary, is_french

# What a citation may say instead of naming a source; `data/README.md` explains each.
LITERALS = re.compile(
    r"unsourced|own words(, unsourced)?|same as name_fr|definition in own words"
    r"|[a-z_, ]+: (unsourced|own words)|long title unsourced"
)


@dataclass(frozen=True, slots=True)
class Source(Term):
    """A page or data set; its name is its title, in its own language."""

    publisher: str
    url: str
    date: str
    licence_en: str
    licence_fr: str
    note: str

    @property
    def title(self) -> str:
        """The title, in the source's own language."""
        return self.name_en

    # Some addresses are kept as a site and a number in brackets: those are no link.
    @property
    def link(self) -> str | None:
        """An address to follow, where one was kept."""
        if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?", self.url):
            return f"https://{self.url}"
        return None

    def licence(self, locale: object) -> str:
        """What the source allows."""
        return self.licence_fr if is_french(locale) else self.licence_en


def _sources() -> Iterator[Source]:
    for row in files.table("sources.csv"):
        yield Source(
            code=row["id"],
            name_en=row["title"],
            name_fr=row["title"],
            publisher=row["publisher"],
            url=row["url"],
            date=row["date"],
            licence_en=row["licence_en"],
            licence_fr=row["licence_fr"],
            note=row["note"],
        )


sources: Vocabulary[Source] = Vocabulary("sources", _sources)


def cited(citation: str) -> tuple[Source, ...]:
    """The sources that a citation names; raises `UnknownCode` for one that is not listed."""
    bare = _without_brackets(citation)
    named = (_named(piece) for piece in files.pieces(bare))
    return tuple(dict.fromkeys(source for source in named if source))


def _named(piece: str) -> Source | None:
    word = re.split(r"[ ,]", piece.removeprefix("derived from "))[0]
    source = sources.get(word)
    if source is None and not LITERALS.fullmatch(piece):
        raise UnknownCode("sources", piece)
    return source


def _without_brackets(text: str) -> str:
    shorter = re.sub(r"\([^()]*\)", "", text)
    return shorter if shorter == text else _without_brackets(shorter)
