"""What the pages draw: icons, the bunch of needs, and the marks of people and organisations.

Pure functions but for the place of the sprite, which `install` is given: the address of a file
carries a version, and only the application knows it.
"""

import re
from collections.abc import Callable
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

HUES = 8
PARTICLES = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "d",
    "von",
    "van",
    "der",
    "den",
    "di",
    "da",
    "dos",
    "el",
    "et",
    "and",
    "en",
    "l",
}


def hue(identifier: int) -> int:
    """One of the eight hues (1 to 8) of a mark or avatar, always the same for the same id."""
    return identifier % HUES + 1


def initials(name: str) -> str:
    """At most two capitals for a person: Yann Le Goff → YL, Jean de la Tour → JT."""
    words = _words(name)
    return "".join(word[0] for word in words[:2]).upper() or "?"


def mark_code(name: str) -> str:
    """Two or three capitals for an organisation: Techtera → TEC, Images & Réseaux → I&R."""
    if pair := re.match(r"\W*(\w)[^&]*&\W*(\w)", name):
        return f"{pair[1]}&{pair[2]}".upper()
    words = _words(name)
    if len(words) >= 3:
        return "".join(word[0] for word in words[:3]).upper()
    first = "".join(words[:1]) if len("".join(words[:1])) >= 3 else "".join(words)
    return first[:3].upper() or "?"


def _words(name: str) -> list[str]:
    """The words that count in a name; when all are particles (Le Van), all of them."""
    words = re.findall(r"[^\W_]+", name.replace("-", ""))
    return [word for word in words if word not in PARTICLES] or words


def _spoken(label: str) -> Markup:
    """The attributes of a drawing: named, or hidden where words stand beside it."""
    return (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )


def icon(
    name: str, cls: str = "", label: str = "", *, sprite: str = "/static/_shared/img/icons.svg"
) -> Markup:
    """An icon of the sprite; with a label it is announced, without it is decoration."""
    classes = f"i {cls}".strip()
    return Markup('<svg class="{}" {}><use href="{}#{}"></use></svg>').format(
        classes, _spoken(label), sprite, name
    )


def bunch(
    covered: int, discussed: int, missing: int, label: str = "", radius: float = 4.0
) -> Markup:
    """One berry for each need, the ripe ones first, in rows shorter downwards like grapes."""
    kinds = ["c"] * covered + ["d"] * discussed + ["m"] * missing
    rows = _rows(kinds)
    step = radius * 2 + 2.2
    up = step * 0.88
    width, height = (
        len(rows[0]) * step if rows else step,
        (len(rows) - 1) * up + step if rows else step,
    )
    berries = Markup("").join(
        _berry(kind, y * step / 2 + x * step + step / 2, y * up + radius + 1.1, radius)
        for y, row in enumerate(rows)
        for x, kind in enumerate(row)
    )
    open_tag = Markup(
        '<svg class="bunch" width="{:.0f}" height="{:.0f}" viewBox="0 0 {:.1f} {:.1f}" {}>'
    )
    return (
        open_tag.format(width, height, width, height, _spoken(label)) + berries + Markup("</svg>")
    )


def _rows(kinds: list[str]) -> list[list[str]]:
    """The berries by row, each row one shorter than the one above it."""
    width = 1
    while width * (width + 1) // 2 < len(kinds):
        width += 1
    rows: list[list[str]] = []
    while kinds:
        rows.append(kinds[:width])
        kinds, width = kinds[width:], width - 1
    return rows


def _berry(kind: str, x: float, y: float, radius: float) -> Markup:
    """One berry; a need under discussion carries a dot in its ring."""
    circle = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:g}"/>')
    ring = circle.format(kind, x, y, radius)
    return ring + circle.format("dd", x, y, round(radius * 0.42, 1)) if kind == "d" else ring


def install(env: Environment, asset: Callable[[str], str]) -> None:
    """Give the templates the drawings; `asset(path)` is the versioned address of a file."""

    @cache  # a page has hundreds, of some dozens of kinds; a label that holds a name is left out
    def silent_icon(name: str, cls: str) -> Markup:
        return icon(name, cls, sprite=asset("_shared/img/icons.svg"))

    def placed_icon(name: str, cls: str = "", label: str = "") -> Markup:
        if not label:
            return silent_icon(name, cls)
        return icon(name, cls, label, sprite=asset("_shared/img/icons.svg"))

    env.globals |= {  # type: ignore[assignment]
        "icon": placed_icon,
        "bunch": bunch,
        "hue": hue,
        "initials": initials,
        "mark_code": mark_code,
    }
