"""The vocabularies load whole, say who they are in both languages, and sort as a reader expects."""

import pytest

from grappe import reference
from grappe.reference import Term, UnknownCode, Vocabulary

SIZES = {
    "activities": 109,
    "cluster_kinds": 3,
    "cluster_labels": 5,
    "countries": 32,
    "country_memberships": 4,
    "ecosystems": 14,
    "evidence_states": 4,
    "glossary": 96,
    "organisation_kinds": 7,
    "organisation_sizes": 4,
    "organisation_types": 15,
    "partner_roles": 9,
    "partnership_types": 26,
    "programme_levels": 4,
    "programmes": 37,
    "project_stages": 11,
    "regions": 18,
    "sources": 169,
    "trl_levels": 9,
    "trl_phases": 3,
}


def vocabulary(name: str) -> Vocabulary:
    return getattr(reference, name)


def tiny(*terms: tuple[str, str, str], ordered: bool = False) -> Vocabulary[Term]:
    return Vocabulary("tiny", lambda: [Term(*term) for term in terms], ordered=ordered)


def test_every_vocabulary_that_the_package_offers_is_counted_here():
    offered = {
        name for name in reference.__all__ if isinstance(getattr(reference, name), Vocabulary)
    }
    assert offered == set(SIZES)


@pytest.mark.parametrize("name", SIZES)
def test_a_vocabulary_holds_all_its_terms_each_under_its_own_code(name):
    terms = list(vocabulary(name))
    assert len(terms) == len(vocabulary(name)) == SIZES[name]
    assert [vocabulary(name)[term.code] for term in terms] == terms


@pytest.mark.parametrize("name", SIZES)
def test_every_term_has_a_code_and_a_name_in_both_languages(name):
    for term in vocabulary(name):
        assert isinstance(term.code, str)
        for text in (term.code, term.name("fr"), term.name("en")):
            assert text
            assert text == text.strip()


def test_a_french_locale_in_any_form_reads_french_and_every_other_one_english():
    normandy = reference.regions["28"]
    assert normandy.name("fr") == normandy.name("fr_FR") == "Normandie"
    assert normandy.name("en") == normandy.name("de") == "Normandy"


def test_the_regions_are_sorted_without_regard_to_accents():
    names = [name for _, name in reference.regions.choices("fr")]
    assert names.index("Hauts-de-France") + 1 == names.index("Île-de-France")
    assert names.index("Île-de-France") + 1 == names.index("La Réunion")


def test_each_language_sorts_by_its_own_names():
    assert next(code for code, _ in reference.countries.choices("fr")) == "DE"
    assert next(code for code, _ in reference.countries.choices("en")) == "AT"


def test_accents_ligatures_case_and_apostrophes_do_not_disturb_the_order():
    names = ["Zèbre", "œuvre", "Été", "Où", "etape", "L’Orme", "la rive"]
    words = tiny(*((str(i), name, name) for i, name in enumerate(names)))
    shown = [name for _, name in words.choices("fr")]
    assert shown == ["etape", "Été", "L’Orme", "la rive", "œuvre", "Où", "Zèbre"]


def test_a_vocabulary_with_an_order_of_its_own_keeps_it():
    steps = tiny(("b", "Zeta", "Zêta"), ("a", "Alpha", "Alpha"), ordered=True)
    assert [code for code, _ in steps.choices("en")] == ["b", "a"]
    assert [code for code, _ in reference.trl_levels.choices("fr")] == list("123456789")


def test_the_choice_of_nothing_comes_first_and_only_when_it_is_asked_for():
    for one in (reference.regions, reference.programmes, reference.trl_levels):
        assert one.choices("fr", empty="Toutes")[0] == ("", "Toutes")
        assert one.choices("fr", empty="Toutes")[1:] == one.choices("fr")


def test_an_unknown_code_is_refused_by_name_and_never_as_a_key_error():
    with pytest.raises(UnknownCode, match=r"'99'.*'regions'") as refusal:
        reference.regions["99"]
    assert not isinstance(refusal.value, KeyError)


def test_an_unknown_code_costs_a_page_nothing():
    regions = reference.regions
    assert regions.get("99") is None
    assert regions.get(None) is None
    assert "99" not in regions
    assert None not in regions
    assert "11" in regions
    assert regions.name("99", "fr") == "99"
    assert regions.name(None, "fr") == ""
    assert regions.names(["28", "99"], "en") == ["Normandy", "99"]
    assert regions.known(["99", "28", "11", "28"]) == ["28", "11"]


def test_a_file_that_gives_one_code_twice_does_not_load():
    with pytest.raises(ValueError, match="'a' is there twice"):
        len(tiny(("a", "One", "Un"), ("a", "Two", "Deux")))
