"""Every page, in both themes, both languages and on a phone: nothing for axe to say, nothing breaks.

The fixture `visitor` fails the test for an error on the console or a breach of the policy.
"""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages, pytest.mark.timeout(400)]

PUBLIC = ["/", "/directory/", "/directory/plastavenir", "/calls/", "/accounts/sign-in",
          "/accounts/register", "/accounts/forgotten", "/nowhere"]  # fmt: skip
OWN = [
    "/", "/calls/", "/calls/?tab=all", "/calls/?tab=followed", "/calls/?tab=ours", "/calls/new",
    "/directory/", "/directory/?view=map", "/directory/plastavenir", "/groups/", "/groups/new",
    "/rooms/", "/rooms/since", "/rooms/reports", "/rooms/actions", "/sessions/", "/sessions/new",
    "/sessions/calendar", "/notifications/", "/notifications/preferences", "/accounts/preferences",
    "/accounts/security", "/accounts/security/password", "/accounts/security/address",
    "/organisations/team", "/organisations/profile", "/nowhere",
]  # fmt: skip
# The first link of a list leads to a page of its kind.
BEHIND = {
    "/calls/?tab=ours": "main .rows .row__title a[href^='/calls/']",
    "/groups/": "main a[href^='/groups/']:not([href*='new'])",
    "/rooms/": ".roomlist li a[href^='/rooms/']",
    "/sessions/": "main .rows a[href^='/sessions/']",
}


def addresses(person, listed):
    """The pages by name, and one page of each kind behind the lists."""
    yield from listed
    for path, link in BEHIND.items():
        if path in listed:
            found = person.go(path).locator(link).first
            if found.count():
                address = found.get_attribute("href").partition("#")[0]
                yield address
                if "/calls/" in address:
                    yield from (f"{address}/inbox", f"{address}/history")
                if "/rooms/" in address:
                    yield f"{address}/record"
                    yield from (f"{address}/{page}" for page in ("about", "trace", "transcript"))
                    yield from written_down(person, address)
                    yield answered_in_a_thread(person, address)
                if "/groups/" in address:
                    yield f"{address.partition('/requests')[0]}/members"


def written_down(person, room):
    """The page that writes a message into the record; then the room once it stands there."""
    page = person.go(room)
    form = page.locator(".msg:not(:has(.msg__flag)) [data-act=mark]").first.get_attribute("href")
    yield form
    page.goto(page.url.partition("/rooms")[0] + form)
    page.locator("[name=kind][value=action]").check()
    page.locator("[name=due_on]").fill("2031-05-20")
    page.locator(".formacts .btn--main").click()
    page.wait_for_url("**/rooms/*around=*")
    yield f"{room}?written"
    yield f"{room}/record?kind=action"


def answered_in_a_thread(person, room):
    """A thread with an answer in it."""
    page = person.go(room)
    thread = page.locator("[data-act=thread]").first.get_attribute("href")
    page = person.go(thread)
    page.locator("#body").fill("An answer in the thread")
    page.locator(".composer__send").click()
    page.locator(".msg:not(.msg--sending)", has_text="An answer in the thread").last.wait_for()
    return thread


def judge(person, paths):
    """What is wrong with each page, in both themes."""
    wrong = {}
    for path in dict.fromkeys(paths):
        page = person.go(path)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if found := person.faults():
                wrong[f"{path} {theme}"] = found
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            wrong[f"{path} sideways"] = [f"{wide} px too wide"]
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
        if double := {i for i in ids if ids.count(i) > 1}:
            wrong[f"{path} ids"] = sorted(double)
    return wrong


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["Clémence Rougier", "Oliver Hartley"], ids=["fr", "en"])
def test_pages_of_members(demo, visitor, name, size):
    person = visitor(demo, size=size).be(name)
    paths = list(addresses(person, OWN))
    assert judge(person, paths) == {}


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_pages_of_visitors(demo, visitor, locale, size):
    assert judge(visitor(demo, locale=locale, size=size), PUBLIC) == {}


def test_the_watch_itself_sees_what_must_not_be(demo, visitor):
    """The policy stops an inline script, and the stage notices: else the other tests prove nothing."""
    person = visitor(demo)
    page = person.go("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\">')"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert person.breaches() != []
    page.evaluate(
        "document.querySelector('h1').removeAttribute('id'); document.documentElement.lang = ''"
    )
    assert any(f.startswith("html-has-lang") for f in person.faults())
    person.said.clear()
    page.evaluate("window.__breaches = []")
