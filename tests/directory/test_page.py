"""The public page of an organisation."""

import datetime as dt
import re

import html5lib
import pytest
from sqlalchemy import update

from grappe.foundation.db import db, utc_now
from grappe.organisations.models import Organisation, OrganisationEcosystem
from grappe.reference import real_clusters

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def change(app, slug, **values):
    with app.app_context():
        db.session.execute(update(Organisation).where(Organisation.slug == slug).values(**values))
        db.session.commit()


def text(page):
    return " ".join(page.select_one("main").get_text(" ").split())


def test_an_unclaimed_entry_names_its_sources_with_their_licences(loaded, browser):
    for cluster in real_clusters()[::12]:
        page = browser().page(f"/directory/{cluster.code}")
        listed = page.select(".sources li")
        assert len(listed) == len(cluster.sources)
        for item, source in zip(listed, cluster.sources, strict=True):
            said = item.get_text(" ")
            assert source.title in said
            assert source.publisher in said
            assert source.licence("en") in said
            assert [a["href"] for a in item.select("a")] == [source.link] * bool(source.link)


def test_an_unclaimed_entry_says_what_it_is_worth_and_how_to_claim_it(loaded, browser):
    page = browser(locale="fr").page("/directory/qualitropic")
    assert page.html["lang"] == "fr"
    said = text(page)
    assert "Personne n’a encore repris cette fiche" in said
    assert "Écrivez au réseau" in said
    assert "Confirmé par une source" in said
    assert "(2023)" in said
    assert "liste à vérifier" in said
    assert not page.select("main form, main button"), "claiming is not built yet: no dead button"
    assert "Confirmée le" not in said


def test_real_clusters_of_every_kind_of_evidence_have_a_page(loaded, browser):
    anybody = browser()
    some = {(c.status, c.kind, bool(c.sources), c.note_en): c for c in real_clusters()}
    for cluster in some.values():
        assert anybody.get(f"/directory/{cluster.code}").status_code == 200, cluster.code


def test_a_claimed_page_has_its_facts_in_the_readers_language(app, loaded, browser):
    change(app, "textora", city="Roubaix", summary="Du fil au produit", profile="**Bonjour**",
           confirmed_on=dt.date(2026, 11, 12), website="http://textora.example/fr", demo=True,
           origin={"id": "x", "sources": ["VIPRESS-P5"], "status": "current"})  # fmt: skip
    with app.app_context():
        db.session.add_all(
            OrganisationEcosystem(organisation_id=loaded.textora, ecosystem=e, position=n)
            for n, e in enumerate(("health", "textiles"))
        )
        db.session.commit()
    french, english = (browser(locale=x).page("/directory/textora") for x in ("fr", "en"))
    for page, kind, confirmed in (
        (french, "Cluster régional", "12 novembre 2026"),
        (english, "Regional cluster", "12 November 2026"),
    ):
        assert page.h1.get_text() == "Textora"
        assert {kind, "Roubaix, Hauts-de-France"} <= {
            d.get_text() for d in page.select(".facts dd")
        }
        assert confirmed in text(page)
        assert page.select_one(".prose strong").get_text() == "Bonjour"
        assert not page.select(".sources"), "what its people say needs no outside source"
    assert "Santé" in text(french)
    assert "Health" in text(english)
    assert "invented" in text(english)
    link = english.select_one('.facts a[href^="http"]')
    assert link["href"] == "https://textora.example/fr"
    assert {"noopener", "nofollow"} <= set(link["rel"])


def test_machines_find_a_description_and_one_address(app, loaded, browser):
    page = browser().page("/directory/aerospace-valley?utm=1")
    said = page.select_one('meta[name="description"]')["content"]
    assert said == "Competitiveness cluster. Toulouse, Occitanie. Aerospace & defence"
    assert page.select_one('link[rel="canonical"]')["href"] == (
        "http://127.0.0.1/directory/aerospace-valley"
    )
    change(app, "textora", summary="Du fil & de la toile")
    there = browser().page("/directory/textora")
    assert there.select_one('meta[name="description"]')["content"] == "Du fil & de la toile"


@pytest.mark.parametrize(
    "slug",
    ["fibrelle", "nowhere", "a" * 5000, "%00", "x%0Ay", "é", "1", "..%2f"],
    ids=lambda slug: slug[:10],
)
def test_companies_and_what_does_not_exist_are_not_found_by_anybody(loaded, browser, slug):
    answers = {
        browser(person).get(f"/directory/{slug}").status_code for person in (None, "ada", "nora")
    }
    assert answers == {404}


@pytest.mark.parametrize("slug", ["plastalia", "network", "region", "capital"])
def test_the_other_kinds_have_a_page(loaded, browser, slug):
    assert browser().get(f"/directory/{slug}").status_code == 200


@pytest.mark.parametrize("kind", ["research", "training_provider"])
def test_research_and_training_have_a_page_too(app, loaded, browser, kind):
    change(app, "fibrelle", kind=kind)
    assert browser().get("/directory/fibrelle").status_code == 200


def test_people_are_shown_to_the_signed_in_only(loaded, browser):
    seen = browser("cy").page("/directory/plastalia")
    assert [b.get_text() for b in seen.select(".mini b")] == [
        "Ada Exemple", "Alix Exemple", "Dee Exemple",
    ]  # fmt: skip
    for path in ("/directory/plastalia", "/directory/?q=plastalia", "/directory/textora"):
        assert not re.search(r"Exemple|example\.org|\b(Ada|Alix|Dee)\b", browser().get(path).text)
    assert "example.org" not in browser("cy").get("/directory/plastalia").text
    assert "Sign in to see who works there" in text(browser().page("/directory/plastalia"))


def test_what_meets_what_the_reader_has_is_marked(loaded, browser, says):
    says("plastalia", "brings", "Capteurs", "Moules")
    says("plastalia", "seeks", "Tissage")
    says("textora", "brings", "tissage", "MOULES", "Teinture")
    says("textora", "seeks", "capteurs", "Hôpitaux")
    page = browser("ada").page("/directory/textora")
    marked = [li.span.get_text() for li in page.select(".ticks .hit")]
    assert marked == ["tissage you look for it", "MOULES you have it too", "capteurs you have it"]
    for somebody, path in (("bo", "textora"), (None, "textora"), ("una", "textora")):
        assert not browser(somebody).page(f"/directory/{path}").select(".ticks .hit")


def test_open_calls_are_those_the_reader_may_see_the_next_to_end_first(loaded, browser, calls_for):
    soon = utc_now() + dt.timedelta(days=3)
    calls_for("textora", "For all", "bo")
    calls_for("textora", "Draft", "bo", state="draft")
    calls_for("textora", "Over", "bo", deadline=utc_now() - dt.timedelta(1))
    calls_for("textora", "Members", "bo", visibility="network", deadline=soon)
    calls_for("textora", "Named", "bo", visibility="clusters", to=("aquavia",))
    calls_for("aquavia", "Another", "cy")

    def listed(person):
        page = browser(person).page("/directory/textora")
        links = page.select(".row--call .row__title a")
        assert all(browser(person).get(a["href"]).status_code == 200 for a in links)
        return [a.get_text() for a in links]

    assert listed(None) == ["For all"]
    assert listed("ada") == ["Members", "For all"]
    assert listed("cy") == ["Members", "For all", "Named"]


def test_nothing_that_was_written_runs(app, loaded, browser, says):
    change(app, "textora", name=NASTY, summary=NASTY, profile=NASTY, city=NASTY[:80], website=NASTY,
           origin={"note_en": NASTY})  # fmt: skip
    says("textora", "brings", NASTY[:80])
    for person in (None, "ada"):
        for path in ("/directory/textora", "/directory/?q=textora", f"/directory/?q={NASTY}"):
            page = browser(person).page(path)
            assert not page.select("main script, main img, [onerror]")


@pytest.mark.parametrize(("website", "href"), [
    ("example.org", "https://example.org"), ("http://example.org/a?b=1", "https://example.org/a?b=1"),
    ("HTTPS://Example.org", "https://Example.org"), ("javascript:alert(1)", None),
    ("data:text/html,x", None), ("//evil.example", None), ("example.org\" onclick=\"x", None),
    ("localhost", None), ("", None), ("user@example.org", None), ("https://https://a.b", None),
])  # fmt: skip
def test_only_an_address_becomes_a_link(app, loaded, browser, website, href):
    change(app, "textora", website=website)
    links = [a["href"] for a in browser().page("/directory/textora").select(".facts a")]
    assert links == ([href] if href else [])


def test_the_number_of_queries_is_the_same_on_every_page(app, loaded, browser, counted, says):
    for person in (None, "ada"):
        them = browser(person)
        few = counted(lambda them=them: them.get("/directory/aerospace-valley"))
        says("textora", "brings" if person else "seeks", *"abcdefgh")
        assert (
            counted(lambda them=them: them.get("/directory/textora")) == few <= (9 if person else 4)
        )


@pytest.mark.parametrize("person", [None, "ada"])
@pytest.mark.parametrize("path", [
    "/directory/", "/directory/?view=map&region=84&q=a&open=1", "/directory/?q=zzzz",
    "/directory/aerospace-valley", "/directory/plastalia", "/directory/region",
])  # fmt: skip
def test_pages_are_whole_html_with_one_title_and_unique_ids(loaded, browser, says, person, path):
    says("plastalia", "brings", "Capteurs")
    says("plastalia", "seeks", "Tissage")
    for locale in ("fr", "en"):
        answer = browser(person, locale=locale).get(path)
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(answer.text)
        # html5lib knows the elements of an earlier HTML; only what no browser minds is passed over.
        minded = [e for e in parser.errors if e[1] not in ("unknown-start-tag",)]
        assert minded == []
        page = browser(person, locale=locale).page(path)
        ids = [e["id"] for e in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert len(page.select("h1")) == 1
        for name in ("aria-labelledby", "aria-describedby", "for", "form"):
            for element in page.select(f"[{name}]"):
                assert set(element[name].split()) <= {*ids}, element
