"""What the browser gets: other people's files unchanged, colours only as tokens, no inline code."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
SPRITE = STATIC / "_shared" / "img" / "icons.svg"

COLOUR_WORDS = (
    "white|black|red|green|blue|gr[ae]y|silver|orange|yellow|purple|pink|brown|navy|teal|gold|beige"
    "|crimson|tomato"
)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|light-dark)\("
    + rf"|(?<![\w-])(?:{COLOUR_WORDS})(?![\w-])",
    re.IGNORECASE,
)
ICON = re.compile(r"""\b(?:icon\(\s*|ic=)(['"])([a-z0-9-]+)\1(?!\s*~)""")
MARKUP_WRITERS = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write(?:ln)?|eval|Function)\b(?=\s*[=(+]|\s*$)|srcdoc"
)


def pages() -> Iterator[Path]:
    """Every template but the mails, whose clients know nothing of our style sheets."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        if file.parent.name != "mail" and file != TEMPLATES / "_shared" / "mail.html":
            yield file


def ours(kind: str) -> Iterator[Path]:
    """The style sheets or scripts that we wrote."""
    return (
        file for file in sorted(STATIC.rglob(f"*.{kind}")) if STATIC / "vendor" not in file.parents
    )


def vendored() -> dict[str, str]:
    """File → SHA-256, from the table of other people's files."""
    table = (STATIC / "vendor" / "VENDORED.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", table, flags=re.MULTILINE))


def sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


def without_tokens(css: str) -> str:
    """A style sheet without its remarks, its addresses and its tokens layer."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"url\([^)]*\)", "", css)
    while layer := re.search(r"@layer\s+tokens\s*\{", css):
        depth, end = 1, layer.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[: layer.start()] + css[end:]
    return css


def colours(css: str) -> list[str]:
    """Colours written in declarations, outside the tokens layer."""
    values = re.findall(r"[\w-]+\s*:\s*([^;{}]+)(?=[;}])", without_tokens(css))
    return [found[0] for value in values for found in [COLOUR.search(value)] if found]


def inline(html: str) -> list[str]:
    """What the policy forbids in a page: style, handlers, script that is not data."""
    html = re.sub(r"\{#.*?#\}|<!--.*?-->", "", html, flags=re.DOTALL)
    found = re.findall(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", html, flags=re.IGNORECASE
    )
    for attributes in re.findall(r"<script\b([^>]*)>", html, flags=re.IGNORECASE):
        if not re.search(r"\bsrc=|type=[\"']application/(?:ld\+)?json[\"']", attributes):
            found.append(f"<script{attributes}>")
    return found


def markup_writers(js: str) -> list[str]:
    return MARKUP_WRITERS.findall(re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", js, flags=re.DOTALL))


def test_other_peoples_files_are_what_they_say_they_are() -> None:
    listed = vendored()
    assert len(listed) >= 5
    for name, expected in listed.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == expected, (
            f"{name} is not the file that was vendored"
        )


def test_every_file_from_elsewhere_is_in_the_table() -> None:
    brought = [
        *(STATIC / "vendor").glob("*.js"),
        *(ROOT / "tests" / "vendor").glob("*.js"),
        *STATIC.rglob("*.woff2"),
    ]
    assert {str(file.relative_to(ROOT)) for file in brought} <= set(vendored())


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    known = sprite()
    lost = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in TEMPLATES.rglob("*.html")
        for _, name in ICON.findall(file.read_text(encoding="utf-8"))
        if name not in known
    }
    assert not lost, "add the names to static/_shared/img/icons.txt and run tools/icons.py"


def test_the_sprite_holds_the_icons_of_its_list_and_no_other() -> None:
    lines = (SPRITE.with_name("icons.txt")).read_text(encoding="utf-8").splitlines()
    assert sprite() == {name for line in lines if not line.startswith("#") for name in line.split()}


def test_a_current_place_has_its_filled_icon() -> None:
    filled = {name for name in sprite() if name.endswith("-fill")}
    assert {
        "house-fill",
        "megaphone-fill",
        "chats-circle-fill",
        "users-three-fill",
        "bell-fill",
        "compass-fill",
    } <= filled


def test_no_style_sheet_writes_a_colour_outside_the_tokens() -> None:
    assert {
        str(f.relative_to(ROOT)): c
        for f in ours("css")
        if (c := colours(f.read_text(encoding="utf-8")))
    } == {}


def test_every_token_that_is_used_exists() -> None:
    sheets = "".join(f.read_text(encoding="utf-8") for f in ours("css"))
    defined = set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", sheets))
    assert set(re.findall(r"var\((--[\w-]+)", sheets)) <= defined


def test_no_page_holds_inline_style_script_or_handler() -> None:
    assert {
        str(f.relative_to(ROOT)): bad
        for f in pages()
        if (bad := inline(f.read_text(encoding="utf-8")))
    } == {}


def test_no_script_of_ours_writes_markup_or_runs_text() -> None:
    assert {
        str(f.relative_to(ROOT)): bad
        for f in ours("js")
        if (bad := markup_writers(f.read_text(encoding="utf-8")))
    } == {}


@pytest.mark.parametrize(
    ("check", "text", "bad"),
    [
        (colours, "@layer parts { .a { color: #fff; } }", True),
        (colours, ".a { border: 1px solid red }", True),
        (colours, ".a { background: rgb(0 0 0 / .5); }", True),
        (
            colours,
            ".a { fill: var(--berry); background: url(img/red.svg) transparent; } #add { top: 0; }",
            False,
        ),
        (
            colours,
            "@layer tokens { :root { --a: #fff; } .b { --c: red; } } .a { color: var(--a); }",
            False,
        ),
        (inline, '<p style="color: red">', True),
        (inline, "<a onclick='x()'>", True),
        (inline, "<script>let a = 1</script>", True),
        (inline, "<style>p { top: 0 }</style>", True),
        (inline, '<a href="javascript:x()">', True),
        (
            inline,
            '<script type="application/json">{}</script><script src="/a.js" defer></script>',
            False,
        ),
        (inline, '<button type="button" data-on="x">once on = one</button>', False),
        (markup_writers, "a.innerHTML = b", True),
        (markup_writers, "a.insertAdjacentHTML('beforeend', b)", True),
        (markup_writers, "document.write(b)", True),
        (markup_writers, "eval(b)", True),
        (markup_writers, "new Function('a')", True),
        (
            markup_writers,
            "// never innerHTML = here\nconst medieval = a.textContent; /* eval(x) */",
            False,
        ),
    ],
)
def test_the_checks_above_see_what_they_should(
    check: Callable[[str], list[str]], text: str, bad: bool
) -> None:
    assert bool(check(text)) is bad
