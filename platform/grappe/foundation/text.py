"""What members write: Markdown in, clean HTML out. The only place that calls HTML safe."""

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markupsafe import Markup

TAGS = {
    "p", "br", "em", "strong", "del", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h3", "h4", "h5", "hr", "table", "thead", "tbody", "tr", "th", "td", "mark",
}  # fmt: skip
REL = "noopener nofollow ugc"
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "mark": {"class"}, "*": set()}
ADDRESS = re.compile(r"(https?://|mailto:|/(?![/\\]))", re.IGNORECASE)
_reader = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
_reader.enable(["linkify", "table", "strikethrough"]).disable(
    ["image", "html_block", "html_inline"]
)
MOST_WORDS = 3000  # of two texts that are compared
FOLDED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'"}
SMALL_WORDS = {
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par",
    "pour", "sur", "un", "une", "and", "for", "in", "of", "on", "or", "the", "to", "with",
}  # fmt: skip


@lru_cache(maxsize=4096)
def markdown(written: str, names: tuple[str, ...] = ()) -> Markup:
    """HTML that cannot run anything: CommonMark without raw HTML or images, then cleaned again.
    `names` stand out where they follow an @."""
    html = _reader.render(written, {"names": names})
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)  # a page has one h1; members start at h3
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
    return Markup(clean)  # noqa: S704


def parsed(written: str) -> list[Any]:
    """The same reading of Markdown, before it becomes HTML."""
    return _reader.parse(written)


def kept(_tag: str, attribute: str, value: str) -> str | None:
    """Links lead to whole addresses or to our own paths; anything relative is somebody's trick."""
    return value if attribute != "href" or ADDRESS.match(value) else None


def spoken(_self: Any, tokens: Any, at: int, _options: Any, env: Any) -> str:
    """Text, in which the names of those it speaks to stand out."""
    text = escapeHtml(tokens[at].content)
    names = sorted(map(escapeHtml, env.get("names", ())), key=len, reverse=True)
    if not names:
        return text
    either = "|".join(map(re.escape, names))
    return re.sub(rf"(?<!\w)@(?:{either})(?!\w)", r'<mark class="mention">\g<0></mark>', text)


_reader.add_render_rule("text", spoken)


def plain(written: str, most: int = 160) -> str:
    """One line of plain text out of Markdown, at most so many characters."""
    bare = nh3.clean(_reader.render(written), tags=set())
    line = " ".join(Markup(bare).unescape().split())  # noqa: S704
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def fold(text: str) -> str:
    """A key for finding: lower case, no accents, œ as oe, single spaces."""
    low = "".join(FOLDED.get(c, c) for c in text.lower())
    bare = unicodedata.normalize("NFKD", low)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def match_key(words: str) -> str:
    """What two competences are compared by: bare words in a space at each end, no plural, no "de".

    Only letters, digits and spaces are left, so a key can stand in a LIKE as it is.
    """
    found = [w for w in re.findall(r"[^\W_]+", fold(words)) if w not in SMALL_WORDS]
    singular = (w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in found)
    return f" {' '.join(singular)[:180]} " if found else ""


def slug(text: str, most: int = 60) -> str:
    """Letters, digits and hyphens, for an address."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:most].strip("-") or "x"


def tidy(text: str) -> str:
    """What was typed, without control characters, NUL or surrogates that no database takes."""
    kept = (c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or c >= " ")
    bare = "".join(kept).encode("utf-8", "ignore").decode()
    return bare.replace("\x7f", "").strip()


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Word by word: ("=", "+" or "-", words)."""
    old, new = (re.findall(r"\s+|[^\s]+", text)[:MOST_WORDS] for text in (before, after))
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("=", "".join(old[a:b])))
        if kind in ("delete", "replace"):
            pieces.append(("-", "".join(old[a:b])))
        if kind in ("insert", "replace"):
            pieces.append(("+", "".join(new[c:d])))
    return pieces
