"""The piece of a text in which what was looked for stands, as parts that a page escapes itself."""

from .wanted import Wanted

BEFORE, LENGTH = 60, 240
Part = tuple[str, bool]  # words, and whether they were looked for


def excerpt(text: str, wanted: Wanted) -> list[Part]:
    """A stretch of `text` around the first of the words, in parts that were looked for or not."""
    hits = wanted.hits(text)
    start = beginning(text, hits[0][0]) if hits else 0
    end = ending(text, start + LENGTH)
    parts: list[Part] = [("…", False)] if start else []
    at = start
    for hit, stop in hits:
        if stop > end:
            break
        parts += [(text[at:hit], False), (text[hit:stop], True)]
        at = stop
    parts.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [part for part in parts if part[0]]


def beginning(text: str, hit: int) -> int:
    """At a word, a little before the hit; at the text's own beginning when that is near."""
    if hit <= BEFORE:
        return 0
    space = text.find(" ", hit - BEFORE, hit)
    return space + 1 if space >= 0 else hit


def ending(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - BEFORE, end)
    return space if space >= 0 else end


def first_words(text: str, wanted: Wanted) -> str:
    """The first of the words that were looked for, as it is written there."""
    hits = wanted.hits(text)
    return text[hits[0][0] : hits[0][1]] if hits else ""
