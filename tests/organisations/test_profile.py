"""What an organisation says of itself."""

import pytest
from sqlalchemy import select

from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Deed
from grappe.organisations.models import Competence, Organisation
from grappe.organisations.queries import profile_of
from grappe.reference import ecosystems

CODES = list(ecosystems.codes)[:3]
SAID = {"summary": "Plastics that last", "profile": "We **bring** moulds", "brings": "Injection\r\n Recyclage  chimique\ninjection\n\n",
        "seeks": "Capteurs", "ecosystems": CODES, "city": "Oyonnax", "website": "https://plastalia.example"}  # fmt: skip
PATH = "/organisations/profile"


def version(browser):
    return browser.page(PATH).select_one("input[name=version]")["value"]


def save(browser, **more):
    return browser.post(PATH, SAID | {"version": version(browser)} | more)


def stored(app, world):
    with app.app_context():
        return profile_of(db.session.get_one(Organisation, world.plastalia))


def test_administrators_write_the_profile(app, world, browser):
    ada = browser("ada")
    assert save(ada).status_code == 303
    kept = stored(app, world)
    assert kept.brings == ["injection", "Recyclage chimique"] or kept.brings == [
        "Injection",
        "Recyclage chimique",
    ]
    assert (kept.summary, kept.seeks, kept.ecosystems) == (
        "Plastics that last",
        ["Capteurs"],
        CODES,
    )
    assert (kept.city, kept.website) == ("Oyonnax", "https://plastalia.example")
    with app.app_context():
        organisation = db.session.get_one(Organisation, world.plastalia)
        assert organisation.confirmed_on == utc_now().date()
        assert "oyonnax" in organisation.folded
        assert "recyclage chimique" in db.session.scalars(select(Competence.folded)).all()


def test_what_changed_is_kept_and_shown(app, world, browser):
    ada = browser("ada")
    save(ada)
    save(ada, summary="Other words")
    with app.app_context():
        deeds = db.session.scalars(
            select(Deed).where(Deed.verb == "organisations.edited").order_by(Deed.id)
        ).all()
    assert deeds[-1].data == {"fields": ["summary"]}
    assert "Other words" not in str([d.data for d in deeds])
    assert "Ada Exemple" in ada.page(PATH).select_one("#h-history").parent.text


def test_only_the_fields_of_the_form_can_change(app, world, browser):
    more = {"name": "Evil", "slug": "evil", "kind": "network", "verified_at": "2020-01-01", "label": "x",
            "claimed_at": "", "demo": "1", "id": str(world.textora), "organisation_id": str(world.textora)}  # fmt: skip
    assert save(browser("ada"), **more).status_code == 303
    with app.app_context():
        mine = db.session.get_one(Organisation, world.plastalia)
        other = profile_of(db.session.get_one(Organisation, world.textora))
    assert (mine.name, mine.slug, mine.kind, mine.demo) == (
        "Plastalia",
        "plastalia",
        "cluster",
        False,
    )
    assert other.summary == ""


def test_staff_read_and_do_not_write(app, world, browser):
    save(browser("ada"))
    alix = browser("alix")
    page = alix.get(PATH).text
    assert "<strong>bring</strong>" in page
    assert 'name="summary"' not in page
    assert alix.post(PATH, SAID | {"version": stored(app, world).version}).status_code == 403
    assert alix.post(f"{PATH}/confirm").status_code == 403


def test_two_who_edit_at_once_do_not_overwrite_each_other(app, world, browser):
    first, second = browser("ada"), browser("ada")
    seen = version(second)
    assert save(first, summary="The first was quicker").status_code == 303
    answer = second.post(PATH, SAID | {"version": seen, "summary": "The second was slower"})
    assert answer.status_code == 409
    assert "The second was slower" in answer.text
    assert "The first was quicker" in answer.text
    assert stored(app, world).summary == "The first was quicker"
    from bs4 import BeautifulSoup

    again = BeautifulSoup(answer.text, "html5lib").select_one("input[name=version]")["value"]
    assert second.post(PATH, SAID | {"version": again}).status_code == 303


def test_the_profile_is_marked_as_still_right(app, world, browser):
    ada = browser("ada")
    assert "Nobody has marked" in ada.get(PATH).text
    assert ada.post(f"{PATH}/confirm").status_code == 303
    assert "Marked as right" in ada.get(PATH).text


@pytest.mark.parametrize("field, bad, why", [
    ("website", "javascript:alert(1)", "https://"), ("website", "plastalia.example", "https://"),
    ("website", "https://user:pw@evil.example", "https://"), ("website", "http://x", "https://"),
    ("website", "https://" + "x" * 300 + ".org", "200"), ("summary", "x" * 601, "600"), ("profile", "x" * 6001, "6000"),
    ("brings", "\n".join(f"skill {n}" for n in range(23)), "take out 3"), ("seeks", "y" * 81, "At most 80"),
    ("ecosystems", ["nope"], "valid"), ("ecosystems", list(ecosystems.codes)[:7], "six"), ("city", "x" * 81, "80"),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_what_was_typed_stays(app, world, browser, field, bad, why):
    answer = save(browser("ada"), **{field: bad})
    assert answer.status_code == 422
    assert why in answer.text
    assert "Plastics that last" in answer.text or field == "summary"
    assert stored(app, world).summary == ""


@pytest.mark.parametrize(
    "odd",
    ["\x00\x07", "😀" * 80, "\u202e", "<img src=x onerror=alert(1)>", "{{7*7}}", "a\tb", "é" * 80],
)
def test_odd_words_break_nothing(browser, odd):
    said = dict.fromkeys(("summary", "profile", "brings", "seeks", "city"), odd)
    assert save(browser("ada"), **said).status_code in (303, 422)
    page = browser("ada").get(PATH).text
    assert "<img src=x" not in page
    assert "<img src=x" not in browser("alix").get(PATH).text


def test_the_page_costs_few_queries(browser, queries):
    ada = browser("ada")
    save(ada)
    with queries() as seen:
        assert ada.get(PATH).status_code == 200
    with queries() as shell:
        ada.get("/accounts/security/password")  # a page that asks for nothing of its own
    assert len(seen) - len(shell) <= 4, "\n".join(seen)
