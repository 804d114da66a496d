"""The vocabularies mean what the slices above rely on: kinds, programmes, sectors."""

from itertools import pairwise

import pytest

from grappe.reference import (
    activities,
    countries,
    country_memberships,
    ecosystems,
    organisation_kinds,
    organisation_sizes,
    organisation_types,
    programme_levels,
    programmes,
    suggest_ecosystems,
    trl_levels,
    trl_phases,
)


def test_the_kinds_of_organisation_are_those_that_may_hold_an_account():
    assert set(organisation_kinds.codes) == {
        "cluster",
        "company",
        "network",
        "public_authority",
        "research",
        "training_provider",
        "investor",
    }


def test_every_type_of_partner_has_a_kind_that_exists_but_associations_have_none():
    without = [type_.code for type_ in organisation_types if type_.kind not in organisation_kinds]
    assert without == ["association"]
    assert organisation_types["association"].kind is None


def test_every_kind_of_organisation_answers_to_at_least_one_type():
    for kind in organisation_kinds.codes:
        assert organisation_types.of_kind(kind)
    assert [t.code for t in organisation_types.of_kind("network")] == ["network"]


def test_the_sizes_are_one_scale_without_gap():
    sizes = list(organisation_sizes)
    assert [size.code for size in sizes] == ["micro", "small", "medium", "large"]
    for smaller, larger in pairwise(sizes):
        assert smaller.staff_max is not None
        assert larger.staff_min == smaller.staff_max + 1


def test_every_programme_hangs_in_the_tree_and_has_a_level():
    for programme in programmes:
        assert programme.level in programme_levels
        assert programme.parent_code is None or programme.parent_code in programmes
        assert programme.path[-1] is programme
        assert programme.path[0].parent_code is None


def test_a_programme_knows_its_parts_and_a_filter_on_it_takes_them_in():
    assert programmes["eic"] in programmes["horizon_europe"].children
    assert set(programmes["horizon_europe"].with_parts) == {
        "horizon_europe",
        "eic",
        "eic_pathfinder",
        "eic_accelerator",
    }


def test_the_path_of_a_programme_says_no_name_twice():
    assert programmes["interreg_a"].path_name("fr") == "Interreg A – transfrontalier"
    assert programmes["eic_pathfinder"].path_name("fr") == "Horizon Europe › EIC Pathfinder"
    assert programmes["eic"].path_name("fr").startswith("Horizon Europe › Conseil européen")


def test_programmes_are_offered_by_level_with_the_parts_right_after_the_whole():
    groups = programmes.grouped_choices("fr")
    assert list(groups) == [programme_levels.name(code, "fr") for code in programme_levels.codes]
    european = [code for code, _ in groups["Union européenne"]]
    start = european.index("horizon_europe")
    assert european[start : start + 4] == [
        "horizon_europe",
        "eic",
        "eic_accelerator",
        "eic_pathfinder",
    ]


def test_a_closed_programme_is_not_offered_but_keeps_its_name():
    offered = [code for code, _ in programmes.choices("en")]
    assert {"cosme", "fui", "grappes_datar"}.isdisjoint(offered)
    assert len(offered) == len(programmes) - 3
    assert programmes.name("cosme", "en") == "COSME"


def test_every_country_has_a_membership_and_the_union_has_27_members():
    assert all(country.membership in country_memberships for country in countries)
    assert sum(country.is_in_eu for country in countries) == 27
    assert countries["GR"].eu_code == "EL"


def test_readiness_levels_run_from_1_to_9_and_show_their_number():
    assert [level.level for level in trl_levels] == list(range(1, 10))
    assert all(level.phase in trl_phases for level in trl_levels)
    assert trl_levels.choices("en")[3] == ("4", "TRL\u00a04 – Technology validated in a lab")


def test_every_division_belongs_to_a_section():
    for activity in activities:
        parent = activities.get(activity.parent)
        assert (activity.level == "section") == (parent is None)
        assert parent is None or parent.level == "section"


@pytest.mark.parametrize("code", ["62.01Z", "6201Z", "62.01", "62", " 62.01z ", "6201"])
def test_a_naf_code_in_any_usual_form_suggests_its_ecosystems(code):
    assert suggest_ecosystems(code)[0] is ecosystems["digital"]


@pytest.mark.parametrize("code", ["01.11Z", "0111Z", "3.21Z", "321Z", "3"])
def test_a_naf_code_whose_zero_a_spreadsheet_dropped_still_suggests_farming(code):
    assert [ecosystem.code for ecosystem in suggest_ecosystems(code)] == ["agri-food"]


def test_core_ecosystems_are_suggested_before_partial_ones():
    found = [ecosystem.code for ecosystem in suggest_ecosystems("26.11Z")]
    assert found == ["electronics", "aerospace-defence", "digital", "health"]


@pytest.mark.parametrize("code", ["", "99.00Z", "abc", "123456", "6٢", "4.5.6"])
def test_a_code_that_leads_nowhere_suggests_nothing(code):
    assert suggest_ecosystems(code) == ()
