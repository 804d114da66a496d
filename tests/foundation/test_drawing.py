"""The drawings that every page shares: names become marks, needs become berries."""

import re

import pytest
from jinja2 import Environment

from grappe.foundation import drawing


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Techtera", "TEC"),
        ("Images & Réseaux", "I&R"),
        ("Pôle Véhicule du Futur", "PVF"),
        ("Alpha-RLH", "ALP"),
        ("EMC2", "EMC"),
        ("Cap Digital", "CAP"),
        ("S2E2", "S2E"),
        ("I-Trans", "ITR"),
        ("éa éco", "ÉAÉ"),
        ("«»", "?"),
    ],
)
def test_an_organisation_is_marked_by_two_or_three_capitals(name: str, code: str) -> None:
    assert drawing.mark_code(name) == code


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Sophie Lambert-Roy", "SL"),
        ("Yann Le Goff", "YL"),
        ("Jean de la Tour", "JT"),
        ("Marie-Claude Dupont", "MD"),
        ("émile", "É"),
        ("", "?"),
    ],
)
def test_a_person_is_two_capitals_whatever_the_particles(name: str, letters: str) -> None:
    assert drawing.initials(name) == letters


def test_a_hue_is_one_of_the_eight_of_the_stylesheet_and_never_changes() -> None:
    assert {drawing.hue(n) for n in range(100)} == set(range(1, 9))
    assert drawing.hue(42) == drawing.hue(42)


def test_a_bunch_has_one_berry_for_each_need_ripe_ones_first() -> None:
    svg = str(drawing.bunch(3, 2, 4))
    assert re.findall(r'class="([cdm])"', svg) == list("cccddmmmm")
    assert svg.count('class="dd"') == 2, "a need under discussion carries its dot"


def test_a_bunch_gets_narrower_downwards() -> None:
    rows: dict[str, int] = {}
    for height in re.findall(r'cy="([\d.]+)"', str(drawing.bunch(15, 0, 0))):
        rows[height] = rows.get(height, 0) + 1
    assert list(rows.values()) == [5, 4, 3, 2, 1]


def test_every_berry_lies_inside_its_drawing() -> None:
    for needs in range(40):
        svg = str(drawing.bunch(needs, 0, 0, radius=9))
        width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
        for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', svg):
            assert 9 <= float(x) <= width - 9
            assert 9 <= float(y) <= height - 9


def test_a_drawing_without_words_is_silent_and_one_with_words_says_them_safely() -> None:
    assert 'aria-hidden="true"' in drawing.icon("x")
    spoken = drawing.bunch(1, 0, 0, label='2 & "deux" <b>')
    assert 'role="img" aria-label="2 &amp; &#34;deux&#34; &lt;b&gt;"' in spoken


def test_the_icons_of_a_page_come_from_the_versioned_sprite() -> None:
    env = Environment(autoescape=True)
    drawing.install(env, lambda path: f"/static/{path}?v=1&t=2")
    html = env.from_string("{{ icon('trash', 'i--s') }}").render()
    assert html.startswith('<svg class="i i--s" aria-hidden="true"><use href="')
    assert 'href="/static/_shared/img/icons.svg?v=1&amp;t=2#trash"' in html
    words = env.from_string(
        "{{ initials('Ada Lovelace') }} {{ mark_code('Techtera') }} h{{ hue(7) }}"
    )
    assert words.render() == "AL TEC h8"
    assert env.from_string("{{ bunch(1, 0, 0) }}").render().startswith("<svg")
