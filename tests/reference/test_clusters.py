"""The real clusters: complete, in known places and trades, and honest about their sources."""

import pytest

from grappe.reference import (
    cluster_kinds,
    cluster_labels,
    ecosystems,
    evidence_states,
    real_cluster,
    real_clusters,
    regions,
    sources,
)


def test_all_190_clusters_are_there_each_under_its_own_code():
    codes = {cluster.code for cluster in real_clusters()}
    assert len(real_clusters()) == len(codes) == 190


def test_57_of_them_carry_the_label_of_competitiveness_clusters():
    labelled = [cluster for cluster in real_clusters() if cluster.label]
    assert len(labelled) == 57
    assert {cluster.label for cluster in labelled} == {"pole_competitivite"}
    assert "pole_competitivite" in cluster_labels


def test_every_cluster_has_a_name_a_kind_and_a_state_of_evidence():
    for cluster in real_clusters():
        assert cluster.name
        assert cluster.kind in cluster_kinds
        assert cluster.status in evidence_states


def test_every_cluster_lies_in_known_regions_and_in_none_of_them_twice():
    for cluster in real_clusters():
        codes = [cluster.region_code, *cluster.other_region_codes]
        assert regions.known(codes) == codes


def test_every_cluster_works_in_known_ecosystems():
    for cluster in real_clusters():
        assert cluster.ecosystems
        assert ecosystems.known(cluster.ecosystem_codes) == list(cluster.ecosystem_codes)


def test_an_entry_without_any_source_says_so():
    for cluster in real_clusters():
        assert ("name" in cluster.unsourced) == (cluster.status == "unverified")
        assert cluster.sources or "name" in cluster.unsourced


def test_the_sources_of_an_entry_its_town_and_its_site_are_resolved_each_once():
    aerospace = real_cluster("aerospace-valley")
    assert aerospace is not None
    assert [source.code for source in aerospace.sources] == ["VIPRESS-P5", "GH-CITY", "OCC-CCI"]
    first = aerospace.sources[0]
    assert first.publisher == "VIPress"
    assert first.date == "2023"
    assert first.link == (
        "https://vipress.net/55-poles-de-competitivite-labellises-pour-la-phase-v-2023-2026"
    )
    assert first.licence("fr").startswith("page, tous droits réservés")


def test_a_current_entry_rests_on_a_source_of_2019_or_later():
    for cluster in real_clusters():
        year = cluster.evidence_year
        assert (cluster.status == "current") == (year is not None and year >= 2019)
        assert (cluster.status in {"undated", "unverified"}) == (year is None)


def test_a_note_exists_in_both_languages_or_in_none():
    for cluster in real_clusters():
        assert bool(cluster.note("fr")) == bool(cluster.note("en"))
    assert sum(bool(cluster.note("fr")) for cluster in real_clusters()) == 94


def test_web_sites_are_bare_domains_that_become_secure_links():
    for cluster in real_clusters():
        assert "/" not in cluster.website
        assert " " not in cluster.website
        assert cluster.website_link in (None, f"https://{cluster.website}")
        assert bool(cluster.website_link) == bool(cluster.website)


def test_a_cluster_that_does_not_exist_is_nothing():
    assert real_cluster("no-such-cluster") is None


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_source_has_a_title_and_a_licence(locale):
    for source in sources:
        assert source.title
        assert source.licence(locale)


def test_an_address_that_is_only_a_site_with_a_number_is_no_link():
    assert sources["JDE-55"].url.endswith("(2057938)")
    assert sources["JDE-55"].link is None
    assert sources["SEEN"].link is None
