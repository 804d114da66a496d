"""The data files themselves: cited, documented, well set, and without anything personal."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from grappe.reference import UnknownCode
from grappe.reference.files import FOLDER
from grappe.reference.provenance import cited

NAMES = sorted(path.name for path in FOLDER.iterdir())
README = (FOLDER.parent / "README.md").read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return list(csv.DictReader(text.splitlines()))
    content = json.loads(text)
    return content if isinstance(content, list) else content["regions"]


def texts(name: str, ending: str) -> Iterator[str]:
    for row in rows(name):
        for field, value in row.items():
            if field.endswith(ending) and isinstance(value, str):
                yield value


def test_the_readme_lists_every_file_with_its_number_of_rows():
    listed = re.findall(r"^\| `([\w.-]+\.(?:json|csv))` \| (\d+) \|", README, re.MULTILINE)
    assert sorted(listed) == [(name, str(len(rows(name)))) for name in NAMES]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sources.csv"])
def test_every_citation_names_a_listed_source_or_a_documented_literal(name):
    for citation in texts(name, "source"):
        cited(citation)


def test_a_citation_of_a_source_that_is_not_listed_is_refused():
    assert [source.code for source in cited("derived from SME-IPR (above); phase: unsourced")] == [
        "SME-IPR"
    ]
    with pytest.raises(UnknownCode):
        cited("SME-IPR; NO-SUCH-SOURCE")
    with pytest.raises(UnknownCode):
        cited("unsourced probably")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sources.csv"])
def test_french_texts_carry_their_no_break_spaces_and_curly_apostrophes(name):
    for text in texts(name, "_fr"):
        assert not re.search(r" [:;!?»]|« |'", text), text


@pytest.mark.parametrize("name", NAMES)
def test_no_file_holds_a_mail_address_or_a_telephone_number(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}", text)
    if name != "france-regions-map.json":
        assert not re.search(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .]\d{2}){4}(?!\d)", text)


def test_every_source_says_which_of_our_files_use_it():
    for row in rows("sources.csv"):
        assert set(row["used_in"].split(";")) <= set(NAMES), row["id"]
