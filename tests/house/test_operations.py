"""Every operation asks the policy before it does anything else, and only operations write."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "platform/grappe"
FILES = sorted(
    f
    for f in ROOT.rglob("*.py")
    if f.parent.name != "foundation" and ("operations" in f.parts or f.name == "operations.py")
)
# What may be done without being signed in, or by the clock alone. Each says why in its docstring.
ASK_NOBODY = Path(__file__).with_name("operations_that_ask_nobody.txt").read_text().split()


def operations(path):
    for fn in ast.parse(path.read_text()).body:
        if isinstance(fn, ast.FunctionDef):
            names = [ast.unparse(d).partition("(")[0] for d in fn.decorator_list]
            if "operation" in names:
                yield fn


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(p.parts[-2:]))
def test_the_first_line_asks_and_the_first_argument_is_who_asks(path):
    for fn in operations(path):
        name = f"{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}.{fn.name}"
        if name in ASK_NOBODY:
            assert ast.get_docstring(fn), f"{name} must say why it asks nobody"
            continue
        assert [a.arg for a in fn.args.args][:1] == ["by"], f"{name}: first argument is `by`"
        body = fn.body[1:] if ast.get_docstring(fn) else fn.body
        # A row may be locked first, so that what is asked stays true until the commit.
        first = next(ast.unparse(s) for s in body if not ast.unparse(s).startswith("lock("))
        assert "require(" in first, f"{name} begins with {first!r}"


def test_the_list_of_operations_that_ask_nobody_names_only_what_exists():
    found = {
        f"{'.'.join(p.relative_to(ROOT).with_suffix('').parts)}.{fn.name}"
        for p in FILES
        for fn in operations(p)
    }
    assert set(ASK_NOBODY) - found == set()


def test_only_operations_write():
    """db.session.add, delete, and update statements stand in operations and in foundation only."""
    guilty = []
    for path in ROOT.rglob("*.py"):
        where = path.relative_to(ROOT).parts
        if (
            where[0] in ("foundation", "demo")
            or "operations" in where
            or where[-1] == "operations.py"
        ):
            continue
        code = ast.unparse(ast.parse(path.read_text()))
        for word in ("session.add(", "session.add_all(", "session.delete(", "session.commit("):
            if word in code:
                guilty.append(f"{'/'.join(where)}: {word}")
    assert guilty == []


POLICIES = sorted([*ROOT.rglob("policy.py"), *ROOT.glob("*/policy/*.py")])


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: "/".join(p.parts[-3:]))
def test_a_rule_holds_no_time_but_that_of_the_asking(path):
    """It is drawn once and asked for weeks: `moment()` is read when it is asked."""
    assert not re.search(r"\b(utc_now|now|today|time)\(", path.read_text())
