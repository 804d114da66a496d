"""The list of clusters: filters, order and pages, as anybody's browser gets them."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from grappe.foundation.db import db, utc_now
from grappe.foundation.text import fold
from grappe.organisations.models import Organisation
from grappe.reference import cluster_kinds, ecosystems, real_clusters, regions


def names(page):
    return [a.get_text() for a in page.select(".row--cluster .row__title a")]


def found(page):
    return int(re.search(r"\d+", page.select_one('[role="status"] b').get_text())[0])


def opened(anybody, path):
    """As browser.page, with the quick parser: some tests here open a hundred pages."""
    answer = anybody.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def all_names(anybody, page):
    """All names of a list, over this page and those that follow."""
    listed = names(page)
    while following := page.select_one('.pages a[rel="next"]'):
        page = opened(anybody, following["href"])
        listed += names(page)
    return listed


def everything(anybody, query=""):
    return all_names(anybody, opened(anybody, f"/directory/?{query}"))


def on_the_map(page):
    """{code: number} as drawn, and the same as written in the list under it."""
    code = re.compile(r"region=(\w+)")
    drawn = {
        code.search(a["href"])[1]: int(re.search(r": (\d+) ", a.find("title").get_text())[1])
        for a in page.select("svg.map a")
    }
    written = {
        code.search(li.a["href"])[1]: int(li.b.find(string=True))
        for li in page.select(".regions li")
    }
    return drawn, written


def test_all_clusters_are_listed_by_name_without_accents(loaded, browser):
    listed = everything(browser())
    assert len(listed) == len(set(listed)) == 190 + 3
    assert listed == sorted(listed, key=fold)
    assert listed.index("Aériades") < listed.index("Aerospace Valley") < listed.index("Axelera")


def test_companies_and_others_are_not_in_the_list(loaded, browser):
    listed = everything(browser("ada"))
    assert "Plastalia" in listed
    assert not {"Fibrelle", "Capital Essor", "Région Exemple", "Réseau des clusters"} & {*listed}


@pytest.mark.parametrize("query", ["", "label=regional_cluster", "ecosystem=digital", "q=pôle"])
def test_the_number_of_each_region_is_the_length_of_the_list_behind_it(loaded, browser, query):
    anybody = browser()
    whole = opened(anybody, f"/directory/?{query}")
    drawn, written = on_the_map(whole)
    assert drawn == written
    assert sorted(drawn) == sorted(regions.codes)
    for region in regions.codes:
        page = opened(anybody, f"/directory/?{query}&region={region}")
        assert found(page) == drawn[region] == len(all_names(anybody, page))
        assert on_the_map(page)[0] == drawn, "choosing a region must not change the others"
    assert sum(drawn.values()) == found(whole)


def test_a_region_of_the_map_leads_to_its_list_and_keeps_the_other_filters(loaded, browser):
    page = browser().page("/directory/?label=regional_cluster&view=map&page=2")
    link = next(a for a in page.select("svg.map a") if "Brittany" in a.find("title").get_text())
    there = browser().page(link["href"])
    chosen = there.select_one('svg.map a[aria-current="true"] title').get_text()
    assert chosen.startswith("Brittany")
    assert [c.get_text().partition(",")[0] for c in there.select(".chip--x")] == [
        "Brittany", "Regional cluster",
    ]  # fmt: skip


def test_filters_combine(loaded, browser):
    wanted = {
        c.name
        for c in real_clusters()
        if c.region_code == "84" and c.kind == "regional_cluster" and "tourism" in c.ecosystem_codes
    }
    assert wanted
    query = "region=84&label=regional_cluster&ecosystem=tourism"
    assert {*everything(browser(), query)} == wanted
    first = sorted(wanted)[0]
    assert everything(browser(), f"{query}&q={first[:6]}") == [first]
    assert everything(browser(), f"{query}&q={first[:6]}&open=1") == []


def test_a_chip_takes_its_filter_away_and_leaves_the_others(loaded, browser):
    page = browser().page(
        "/directory/?q=cluster&region=84&label=regional_cluster&ecosystem=tourism"
    )
    chips = page.select(".chip--x")
    assert len(chips) == 4
    for chip, gone in zip(chips, ("q", "ecosystem", "region", "label"), strict=True):
        assert f"{gone}=" not in chip["href"]
        assert chip["href"].count("=") == 3


@pytest.mark.parametrize("q", ["coeur", "cœur", "CŒUR", "Cœur"])
def test_ligatures_and_capitals_count_for_nothing(loaded, says, browser, q):
    says("textora", "brings", "Dispositifs pour le cœur")
    says("aquavia", "brings", "Coeur de réseau")
    assert everything(browser(), f"q={q}") == ["Aquavia", "Textora"]


def test_accents_count_for_nothing(loaded, browser):
    lists = [everything(browser(), f"q={q}") for q in ("Ile", "île", "ILE", "ÎLE")]
    assert lists[0] == lists[1] == lists[2] == lists[3]
    assert "Île-de-France" not in lists[0]
    assert any("î" in name.lower() or "ile" in name.lower() for name in lists[0])


def test_every_word_must_be_found_but_not_in_one_place(loaded, says, browser, app):
    with app.app_context():
        folded = fold("Textora Roubaix")
        db.session.execute(
            update(Organisation).where(Organisation.slug == "textora").values(folded=folded)
        )
        db.session.commit()
    says("textora", "brings", "Teinture sans eau")
    assert everything(browser(), "q=roubaix+TEINTURE") == ["Textora"]
    assert everything(browser(), "q=roubaix+forge") == []


def test_a_cluster_is_found_by_its_other_name_and_its_town(loaded, browser):
    assert "Aquimer" in everything(browser(), "q=pole+aquimer")
    assert "Aquimer" in everything(browser(), "q=boulogne-sur-mer")


def test_what_an_organisation_seeks_is_not_what_it_can_do(loaded, says, browser):
    says("textora", "seeks", "Zymologie")
    assert everything(browser(), "q=zymologie") == []


@pytest.mark.parametrize("q", ["%", "_", "%%", "a_r", "\\"])
def test_signs_that_a_database_understands_are_only_signs(loaded, browser, q):
    assert found(browser().page(f"/directory/?q={quote(q)}")) == 0


def test_pages_follow_each_other_without_gap_or_double(loaded, browser, app):
    with app.app_context():  # equal names: only the id can keep them in an order
        same = [
            Organisation(slug=f"same-{n}", name="Mm", sort_key="mm", folded="mm", kind="cluster",
                         region="84")
            for n in range(60)
        ]  # fmt: skip
        db.session.add_all(same)
        db.session.commit()
    page, slugs = browser().page("/directory/?q=mm"), []
    while True:
        slugs += [a["href"] for a in page.select(".row__title a") if "same-" in a["href"]]
        following = page.select_one('.pages a[rel="next"]')
        if not following:
            break
        page = browser().page(following["href"])
    assert len(slugs) == len(set(slugs)) == 60


@pytest.mark.parametrize(
    "query",
    [
        {"page": str(10**30)}, {"page": "-1"}, {"page": "0"}, {"page": "x"}, {"page": "²"},
        {"page": "1" * 5000}, {"page": "٣"}, {"page": "1.5"}, {"region": "ZZ"}, {"region": "\x00"},
        {"label": "'; DROP TABLE organisation"}, {"ecosystem": "<b>"}, {"q": "a\x00b"},
        {"q": "\x00"}, {"q": "é" * 10_000}, {"q": "a " * 5_000}, {"q": "\ud83d"}, {"sort": "id"},
        {"view": "grid"}, {"open": "2"}, {"q": "   "}, {"unknown": "1"},
    ],
    ids=lambda q: f"{next(iter(q))}-{len(str(q))}",
)  # fmt: skip
def test_absurd_addresses_are_answered_calmly(loaded, browser, query):
    for person in (None, "ada"):
        sent = {k: v.encode("utf-8", "surrogatepass") for k, v in query.items()}
        answer = browser(person).get("/directory/", query_string=sent)
        assert answer.status_code == 200
        assert "clusters" in answer.text


def test_a_page_beyond_the_last_is_the_last(loaded, browser):
    page = browser().page(f"/directory/?page={10**30}")
    assert page.select_one('.pages [aria-current="page"]').get_text().split() == ["Page", "8"]
    assert len(names(page)) == 193 - 7 * 25


def test_an_empty_result_says_what_to_do(loaded, browser):
    page = browser().page("/directory/?q=zzzz")
    assert found(page) == 0
    assert page.select_one(".empty a")["href"] == "/directory/"


def test_the_address_is_in_the_form_again(loaded, browser):
    page = browser().page("/directory/?q=p%C3%B4le&region=84&label=other&ecosystem=health&open=1")
    form = page.select_one("form#filters")
    assert form.select_one('[name="q"]')["value"] == "pôle"
    chosen = {s["name"]: s.select_one("option[selected]")["value"] for s in form.select("select")}
    assert chosen == {"region": "84", "label": "other", "ecosystem": "health"}
    assert form.select_one('[name="open"]').has_attr("checked")


def test_the_form_offers_every_code_there_is(loaded, browser):
    page = browser().page("/directory/")
    for name, vocabulary in (
        ("region", regions),
        ("label", cluster_kinds),
        ("ecosystem", ecosystems),
    ):
        offered = [o["value"] for o in page.select(f'select[name="{name}"] option')]
        assert sorted(offered) == sorted(["", *vocabulary.codes])


def test_only_open_calls_that_the_reader_may_see_are_counted(loaded, browser, calls_for):
    yesterday = utc_now() - dt.timedelta(days=1)
    calls_for("textora", "public", "bo")
    calls_for("textora", "over", "bo", deadline=yesterday)
    calls_for("textora", "draft", "bo", state="draft")
    calls_for("aquavia", "members", "cy", visibility="network")
    calls_for("plastalia", "named", "ada", visibility="clusters", to=("aquavia",))
    assert everything(browser(), "open=1") == ["Textora"]
    assert everything(browser("una", None), "open=1") == ["Textora"]
    assert everything(browser("bo"), "open=1") == ["Aquavia", "Textora"]
    assert everything(browser("cy"), "open=1") == ["Aquavia", "Plastalia", "Textora"]
    assert everything(browser("ada"), "open=1") == ["Aquavia", "Plastalia", "Textora"]
    row = browser().page("/directory/?open=1").select_one(".row--cluster")
    assert "1 open call" in row.get_text(" ")
    assert sum(on_the_map(browser().page("/directory/?open=1"))[0].values()) == 1


def test_the_list_can_begin_with_those_who_call_most(loaded, browser, calls_for):
    calls_for("textora", "one", "bo")
    for title in ("a", "b"):
        calls_for("aquavia", title, "cy")
    page = browser().page("/directory/?sort=calls")
    assert names(page)[:2] == ["Aquavia", "Textora"]
    assert names(page)[2:] == sorted(names(page)[2:], key=fold)
    assert "sort=calls" in page.select_one('.pages a[rel="next"]')["href"]


def test_unclaimed_entries_say_so_and_what_it_means(loaded, browser):
    page = browser().page("/directory/?region=76")
    assert len(page.select(".row--cluster")) == 18
    assert all("Not claimed yet" in row.get_text() for row in page.select(".row--cluster"))
    assert "comes from public sources" in page.select_one(".directory__why").get_text()
    own = browser().page("/directory/?q=plastalia")
    assert "Not claimed yet" not in own.get_text()


def test_the_map_names_its_maker_and_outlines_the_readers_region(loaded, browser):
    page = browser("ada").page("/directory/?q=nothinglikethis")
    assert "Licence Ouverte" in page.select_one("figure").get_text()
    own = page.select("svg.map .reg.own")
    assert len(own) == 1
    assert own[0].parent.find("title").get_text().startswith("Auvergne-Rhône-Alpes")
    assert browser().page("/directory/").select("svg.map .reg.own") == []


def test_what_the_readers_organisation_has_too_is_marked(loaded, browser, says):
    says("plastalia", "brings", "Capteurs", "Moules")
    says("textora", "brings", "Tissage", "capteurs")
    row = browser("ada").page("/directory/?q=textora").select_one(".row--cluster")
    assert [t.get_text() for t in row.select(".tag--hit")] == ["capteurs"]
    assert row.select(".tag")[0].get_text() == "capteurs"
    assert browser("cy").page("/directory/?q=textora").select(".tag--hit") == []
    assert browser("ada").page("/directory/?q=plastalia").select(".tag--hit") == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    app, world, browser, counted, says
):
    from grappe.directory.operations import load_real_clusters
    from grappe.foundation.actor import SYSTEM

    says("plastalia", "brings", "Capteurs")
    full = "/directory/?q=e&sort=calls&label=regional_cluster"
    for person in (None, "ada"):
        them = browser(person)
        few = counted(lambda them=them: them.get("/directory/"))
        with app.app_context():
            load_real_clusters(SYSTEM)
        assert counted(lambda them=them: them.get(full)) == few <= (8 if person else 3)


def test_the_page_is_whole_on_a_day_without_any_cluster(app, browser, world):
    with app.app_context():
        db.session.execute(update(Organisation).values(kind="company"))
        db.session.commit()
    page = browser().page("/directory/")
    assert found(page) == 0
    assert sum(on_the_map(page)[0].values()) == 0
