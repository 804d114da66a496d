"""Whatever people write, wherever it is shown: it is read, and never run."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import String

from grappe.foundation.db import Model

from .conftest import prepared_site
from .poison import CODES, CORPUS, JSON, LINE, LONG, hostile, named, poison

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

AUDIT = Path(__file__).with_name("audit.js").read_text()
PEOPLE = ("Clémence Rougier", "Oliver Hartley", "Isabelle Thévenin")
DOORS = ["/", "/calls/?tab=all&state=any", "/calls/?tab=ours", "/groups/", "/rooms/", "/notifications/",
         "/directory/", "/organisations/team", "/organisations/profile", "/accounts/preferences",
         "/accounts/security", "/calls/new", "/groups/new", "/notifications/preferences",
         "/rooms/actions", "/rooms/since", "/sessions/"]  # fmt: skip
OF_A_KIND, MOST = 2, 100


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with prepared_site(folder, DEMO="1") as url:
        with sqlite3.connect(folder / "grappe.db") as line:
            ids = dict(line.execute("SELECT name, id FROM person").fetchall())
        yield url, folder / "grappe.db", ids


@pytest.fixture
def person(place, visitor):
    """Signed in by their row, since a name that has been poisoned is no button to look for."""

    def come(name, **more):
        one = visitor(place[0], **more)
        one.page.on("request", lambda asked: stranger(one, place[0], asked.url))
        one.page.on(
            "dialog", lambda box: (one.said.append(f"dialog: {box.message}"), box.dismiss())
        )
        one.go("/accounts/sign-in")
        one.page.locator(f"form[action$='/{place[2][name]}'] button").first.click()
        one.page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
        return one

    return come


def stranger(one, url, asked):
    if not asked.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
        one.said.append(f"asked {asked[:80]}")


def audit(one, where):
    found = one.page.evaluate(AUDIT)
    return [f"{where}: {fault}" for fault in found]


def kind(path):
    return re.sub(r"\d+|(?<=/directory/)[^/?]+", "N", path.partition("?")[0])


def walk(one):
    """Addresses of this house, a few of each kind, as one comes across them."""
    todo, seen, kinds = list(DOORS), set(), {}
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        known = kinds.setdefault(kind(path), set())
        if path in seen or (path not in DOORS and len(known) >= OF_A_KIND):
            continue
        seen.add(path)
        known.add(path)
        answer = opened(one, path)
        if answer is None:
            continue
        assert answer.status < 500, path
        yield path
        links = one.page.evaluate(
            "[...document.querySelectorAll('a[href^=\"/\"]')].map((a) => a.getAttribute('href'))"
        )
        todo += [link.partition("#")[0] for link in links if "/files/" not in link]


def opened(one, path):
    """The answer; none for what is kept as a file (a calendar, a text), which no page shows."""
    try:
        return one.page.goto(one.address + path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def test_every_column_is_known_to_be_written_by_people_or_by_no_one(app):
    written, codes = named(LONG, LINE), named(CODES)
    texts = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }
    unknown = {c for c in texts - written - codes if f"*.{c.partition('.')[2]}" not in codes}
    assert unknown == set()
    assert written - texts == set()
    assert len(CORPUS) > 60
    assert named(JSON)


@pytest.mark.parametrize("bare", [True, False], ids=["without-policy", "with-policy"])
def test_nothing_that_people_wrote_runs(place, person, bare):
    """Without the browser's policy, too: it is the second wall, and must not hide a gap in the first."""
    people = [person(name, bypass_csp=bare) for name in (PEOPLE if bare else PEOPLE[:1])]
    assert poison(place[1]) > 500
    wrong = []
    for one in people:
        paths = []
        for path in walk(one):
            paths.append(path)
            wrong += audit(one, path)
        assert len(paths) > 30
        shown = one.page.goto(one.address + "/calls/?tab=all&state=any").text()
        assert "&lt;script&gt;" in shown
    assert wrong == []


FILL = """(text) => {
    const form = document.querySelectorAll("form")[WHICH];
    const fields = [...form.elements].filter((e) => e.matches(
        "textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=url], input[type=tel]"));
    for (const field of fields) { field.removeAttribute("maxlength"); field.value = text; }
    return fields.length;
}"""
SEND = "HTMLFormElement.prototype.submit.call(document.querySelectorAll('form')[WHICH])"
PLAIN = ("/accounts/sign-in", "/accounts/register", "/accounts/forgotten", "/calls/", "/directory/")
WRITING = ("/calls/new", "/groups/new", "/groups/", "/organisations/profile", "/organisations/team",
           "/accounts/preferences", "/accounts/security/address", "/calls/?tab=ours")  # fmt: skip


def texts(form):
    """The whole corpus at once; an address must be short, so a search is asked several times."""
    if form.get_attribute("method") == "post":
        return [hostile(0, len(CORPUS), " ")]
    return [hostile(start, 12, " ") for start in range(0, len(CORPUS), 12)]


def test_nothing_that_comes_back_runs(place, person, visitor):
    """Searches and forms that are refused give back what was typed."""
    member, nobody = person(PEOPLE[1], bypass_csp=True), visitor(place[0], bypass_csp=True)
    wrong, sent = [], 0
    member.go("/rooms/").locator("[data-room-link]").first.click()
    form = ".msg:not(:has(.msg__flag)) [data-act=mark]"
    marking = member.page.locator(form).first.get_attribute("href")
    for one, paths in ((nobody, PLAIN), (member, (*WRITING, marking))):
        for path in paths:
            for which, form in enumerate(one.go(path).locator("form").all()):
                for text in texts(form):
                    one.go(path)
                    if not one.page.evaluate(FILL.replace("WHICH", str(which)), text):
                        break
                    sent += 1
                    with one.page.expect_navigation(wait_until="load"):
                        one.page.evaluate(SEND.replace("WHICH", str(which)))
                    one.page.wait_for_timeout(100)
                    wrong += audit(one, f"form {which} of {path}")
                one.go(path)
    assert sent > 12
    assert wrong == []


def test_nothing_that_arrives_runs(place, person):
    """Messages drawn by the room's script, and edited ones, before two open windows."""
    writer, reader = (person(PEOPLE[1], bypass_csp=True) for _ in range(2))
    poison(place[1])
    room = writer.go("/rooms/").locator(".roomlist li a[href^='/rooms/']").first
    path = room.get_attribute("href").partition("#")[0]
    for one in (writer, reader):
        one.go(path)
    wrong = []
    for start in range(0, len(CORPUS), 15):
        writer.page.locator(".composer textarea").fill(
            hostile(start, len(CORPUS), "\n") + f"\n\nend{start}."
        )
        writer.page.locator(".composer textarea").press("Enter")
        came = reader.page.locator(".msgs .msg__txt", has_text=f"end{start}.")
        expect(came).not_to_have_count(0, timeout=20_000)
        for one in (writer, reader):
            wrong += audit(one, f"message {start}")
    assert wrong == []


def test_the_audit_sees_what_must_not_be(place, person):
    """Else the other tests prove nothing."""
    one = person(PEOPLE[0], bypass_csp=True)
    for hole in ("<img src=x onerror='window.pwned=1'>", "<a href='java\\tscript:1'>x</a>".replace("\\t", ""),
                 "<iframe></iframe>", "<svg><set attributeName=href></set></svg>"):  # fmt: skip
        page = one.go("/")
        assert audit(one, "/") == []
        page.evaluate("(hole) => document.body.insertAdjacentHTML('beforeend', hole)", hole)
        page.wait_for_timeout(100)
        assert audit(one, "/") != []
    one.said.clear()
