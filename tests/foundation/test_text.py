"""What members write can say anything and run nothing."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from grappe.foundation.text import fold, markdown, plain, slug, tidy

CORPUS = (Path(__file__).parents[1] / "corpus" / "xss.txt").read_text().split("\n")
ALLOWED = {"a": {"href", "rel"}, "ol": {"start"}}


@pytest.mark.parametrize("attack", [line for line in CORPUS if line.strip()])
def test_nothing_in_the_corpus_survives_as_something_that_runs(attack):
    soup = BeautifulSoup(markdown(attack), "html5lib")
    for tag in soup.body.find_all(True):
        assert tag.name not in {
            "script",
            "style",
            "iframe",
            "object",
            "svg",
            "img",
            "form",
            "input",
        }
        for name, value in tag.attrs.items():
            assert name in ALLOWED.get(tag.name, set()), f"{tag.name} {name}"
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value), value


def test_markdown_says_what_members_mean():
    html = markdown(
        "# Big\n\n**bold** ~~gone~~ https://x.example\n\n|a|b|\n|-|-|\n|1|2|\n\nline\nbreak"
    )
    for part in ("<h3>Big</h3>", "<strong>bold</strong>", "<s>gone</s>", "<table>", "line<br>"):
        assert part in html
    assert '<a href="https://x.example" rel="noopener nofollow ugc">' in html


def test_cleaning_twice_changes_nothing():
    import nh3

    from grappe.foundation import text

    for attack in CORPUS:
        once = str(markdown(attack))
        again = nh3.clean(
            once,
            tags=text.TAGS,
            attributes=text.ATTRIBUTES,
            attribute_filter=text.kept,
            url_schemes={"http", "https", "mailto"},
            link_rel=text.REL,
        )
        assert once == again


@pytest.mark.parametrize("written, key", [
    ("Pôle Véhicule", "pole vehicule"), ("CŒUR", "coeur"), ("  a\n b ", "a b"), ("Straße", "strasse"),
    ("ﬁbre", "fibre"), ("L’Île", "l'ile"),
])  # fmt: skip
def test_folding_forgets_accents_case_and_ligatures(written, key):
    assert fold(written) == key


def test_slugs_are_addresses():
    assert slug("Pôle & Cie, Île-de-France") == "pole-cie-ile-de-france"
    assert slug("???") == "x"


def test_tidying_takes_out_what_no_database_holds():
    assert tidy(" a\0b\x07\r\nc\ud800 ") == "ab\nc"


def test_plain_text_is_one_line_without_marks():
    assert plain("**Hello** <b>x</b>\n\n- one & two", 100) == "Hello <b>x</b> one & two"
    assert len(plain("word " * 100, 40)) == 40


def test_deep_nesting_and_size_cost_little():
    import time

    for monster in (">" * 5000 + "x", "[" * 5000, "*" * 10000, "`" * 9999, "- " * 3000, "|" * 9000):
        before = time.perf_counter()
        markdown(monster)
        assert time.perf_counter() - before < 2
