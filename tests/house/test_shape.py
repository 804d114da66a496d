"""The house keeps its shape."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "platform").rglob("*.py"))
ATTIC = {"utils", "util", "helpers", "helper", "common", "misc", "services", "tools"}
KINDS = {
    "__init__", "models", "policy", "session", "queries", "operations", "forms", "views", "sockets",
    "listeners", "context",
}  # fmt: skip
OTHER_KINDS = {"foundation", "reference", "demo"}  # rooms with kinds of file of their own
HTML_MAKERS = {"foundation/text.py", "foundation/drawing.py"}


def functions():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_platform_is_a_folder_and_never_a_package():
    assert not (ROOT / "platform/__init__.py").exists(), "it would hide Python's own module"


def test_no_file_is_longer_than_250_lines():
    long = {str(f.relative_to(ROOT)): len(f.read_text().splitlines()) for f in FILES}
    assert {name: n for name, n in long.items() if n > 250} == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": n
        for path, node in functions()
        if (n := (node.end_lineno or 0) - node.lineno + 1) > 34
    }
    assert long == {}


def test_there_is_no_attic():
    names = {part for f in FILES for part in (*f.relative_to(ROOT).parts[:-1], f.stem)}
    assert names & ATTIC == set()


def test_a_slice_has_only_the_eight_kinds_of_file():
    odd = []
    for file in FILES:
        where = file.relative_to(ROOT / "platform/grappe").parts
        if len(where) > 1 and where[0] not in OTHER_KINDS:
            kind = where[1].removesuffix(".py")
            if kind not in KINDS:
                odd.append("/".join(where))
    assert odd == []


def test_no_file_is_empty_but_for_an_excuse():
    assert [str(f) for f in FILES if len(f.read_text().strip()) < 10] == []


def test_every_module_says_what_it_is():
    silent = [
        str(f.relative_to(ROOT)) for f in FILES if not ast.get_docstring(ast.parse(f.read_text()))
    ]
    assert silent == []


def test_html_is_called_safe_in_one_place_only():
    guilty = [
        str(f.relative_to(ROOT))
        for f in FILES
        if re.search(r"\bMarkup\(", f.read_text()) and "/".join(f.parts[-2:]) not in HTML_MAKERS
    ]
    assert guilty == []
    templates = (ROOT / "templates").rglob("*")
    assert [
        str(t) for t in templates if t.is_file() and re.search(r"\|\s*safe\b", t.read_text())
    ] == []


@pytest.mark.parametrize(
    "word", ["Model.query", "db.session.query(", "import pickle", "yaml.load", "eval("]
)
def test_words_that_have_no_place_here(word):
    pattern = re.compile(r"(?<![\w.])" + re.escape(word))
    assert [str(f) for f in FILES if pattern.search(code_of(f))] == []


def code_of(file):
    """The file without comments and docstrings."""
    return ast.unparse(ast.parse(file.read_text()))


def test_tokens_come_from_the_secrets_module():
    assert [str(f) for f in FILES if re.search(r"\b(import random|random\.)", code_of(f))] == []


def test_nothing_names_a_registry_or_a_machine():
    words = re.compile(r"(pypi\.org|pythonhosted|registry\.npmjs|/work/|/root/|/tmp/w)")
    tracked = [
        f
        for f in ROOT.glob("*")
        if f.is_file() and f.suffix in {".py", ".toml", ".md", ".lock", ".txt"}
    ]
    assert [str(f) for f in [*tracked, *FILES] if words.search(f.read_text())] == []
