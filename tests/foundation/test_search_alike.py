"""One analyser: what SQLite finds PostgreSQL finds, and both find what the analyser says they do."""

import random
import sqlite3

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.foundation.analysis import terms
from grappe.foundation.excerpts import excerpt
from grappe.foundation.indexes import TOKENS, vector
from grappe.foundation.wanted import for_postgresql, for_sqlite, understood

WORDS = (
    "l’énergie les énergies recyclage recyclé recycler polymères polymère composite composites œuvre oeuvre cœur "
    "coeurs d'usine qu'une jusqu’à aujourd'hui co-financement cofinancé porte-à-porte H2020 CO2 CO₂ ISO 14040 "
    "ISO14040 3.14 10 000 2026 réunion réunions meeting meetings company companies cluster's clusters hydrogène "
    "test tests bench été est son or car le la de des the of and un une naïve Noël naif Ærø straße ŁÓDŹ жар שלום "
    "日本語 🙂 x y e-mail email don't O'Brien rapport_final.pdf https://example.org/a?b=c"
).split()
QUERIES = (
    *WORDS, "énergie recycl", '"polymère composite"', "la réunion", "co-fin", '"iso 14040"', "meet", "hydro", "compan",
    "recyclage polymères", '"le meeting"', "l'usine", "ete", '"', "NOT", "a* OR b", "(", "energi composit", "clust",
)  # fmt: skip


def corpus():
    chance = random.Random(7)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 12))) for _ in range(300)]


def in_sqlite(texts):
    found = sqlite3.connect(":memory:")
    found.execute(f"CREATE VIRTUAL TABLE found USING fts5(text, {TOKENS})")
    for number, text in enumerate(texts):
        words, more = terms(text)
        found.execute(
            "INSERT INTO found (rowid, text) VALUES (?, ?)", (number, " ".join([*words, *more]))
        )
    return lambda wanted: [row[0] for row in found.execute(
        "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid", (for_sqlite(wanted),))]  # fmt: skip


@pytest.fixture
def in_postgresql(app, engine):
    if engine != "postgres":
        pytest.skip("the two are compared once")
    from grappe.foundation.db import db

    with app.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text("CREATE TEMPORARY TABLE texts (id int, text tsvector)"))

        def keep(texts):
            connection.execute(sa.text("DELETE FROM texts"))
            for number, text in enumerate(texts):
                row = {"id": number, "text": vector(*terms(text))}
                connection.execute(
                    sa.text("INSERT INTO texts VALUES (:id, CAST(:text AS tsvector))"), row
                )
            ask = sa.text("SELECT id FROM texts WHERE text @@ CAST(:q AS tsquery) ORDER BY id")
            return lambda wanted: list(connection.scalars(ask, {"q": for_postgresql(wanted)}))

        yield keep


def test_both_databases_find_the_same(in_postgresql):
    texts = corpus()
    one, other = in_sqlite(texts), in_postgresql(texts)
    compared = 0
    for asked in (*QUERIES, *(f"{q} " for q in QUERIES)):
        if wanted := understood(asked):
            found = one(wanted)
            assert found == other(wanted), asked
            assert all(wanted.hits(texts[number]) for number in found), asked
            compared += bool(found)
    assert compared >= 60


def test_both_find_the_same_in_whatever_is_written(in_postgresql):
    anything = st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(anything, min_size=1, max_size=8), anything)
    def alike(texts, asked):
        if wanted := understood(asked):
            assert in_sqlite(texts)(wanted) == in_postgresql(texts)(wanted)

    alike()


def test_a_word_repeated_without_end_is_found_alike(in_postgresql):
    texts = ["a b " * 2_000 + "last words", "mot " * 5_000 + "fin du monde"]
    one, other = in_sqlite(texts), in_postgresql(texts)
    for asked in ('"last words"', '"mot fin"', '"fin du monde"', "mot ", '"b a b"'):
        assert one(understood(asked)) == other(understood(asked)), asked


@given(st.text(max_size=400), st.text(max_size=30))
@settings(max_examples=200, deadline=None, database=None)
def test_an_excerpt_is_a_stretch_of_the_text(text, asked):
    shown = "".join(words for words, _ in excerpt(text, understood(asked)))
    assert shown.strip("…").strip() in text or not shown


def test_the_words_that_were_looked_for_stand_out():
    parts = excerpt("Du budget. " * 30 + "Enfin l’énergie des coopératives", understood("energies"))
    assert [words for words, hit in parts if hit] == ["énergie"]
    assert parts[0] == ("…", False)
