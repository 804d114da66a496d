"""A real Chromium, a real server with its worker, and people who use them at once.

Every page that is opened is watched: an error on the console, a breach of the browser's policy or an
uncaught exception fails the test at its end.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.servers import MailBox, grappe_node, grappe_worker, prepare, smtp_sink

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
WATCH = """
    window.__breaches = [];
    document.addEventListener("securitypolicyviolation",
        (e) => window.__breaches.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
"""
# A page that answers 4xx or 5xx on purpose is reported on the console by Chromium itself.
EXPECTED = re.compile(r"the server responded with a status of (400|401|403|404|409|413|422|429)")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("install Chromium for the browser tests: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, as `make run` starts it; gives its address."""
    with prepared_site(tmp_path_factory.mktemp("demo"), DEMO="1") as url:
        yield url


@pytest.fixture(scope="session")
def mailbox() -> Iterator[MailBox]:
    with smtp_sink() as box:
        yield box


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, mailbox: MailBox) -> Iterator[str]:
    """An installation with nobody in it but the directory's real clusters."""
    with prepared_site(tmp_path_factory.mktemp("site"), MAIL_URL=mailbox.url) as url:
        yield url


@contextlib.contextmanager
def prepared_site(folder: Path, **settings: str) -> Iterator[str]:
    """A node and a worker on SQLite; what the worker writes into mails leads to the node."""
    database = f"sqlite:///{folder / 'grappe.db'}"
    given = {"INSTANCE_FOLDER": str(folder)} | settings
    prepare(database, folder, **settings)
    with (
        grappe_node(database, **given) as node,
        grappe_worker(database, **(given | {"PUBLIC_URL": node.url})),
    ):
        yield node.url


class Visitor:
    """Somebody at a screen. `page` is Playwright's; `said` collects what must not happen."""

    def __init__(self, context: BrowserContext, address: str, locale: str) -> None:
        self.context, self.address, self.locale = context, address, locale
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.said.append(f"uncaught: {error}"))

    def heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.said.append(f"{message.type}: {message.text}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def be(self, name: str) -> "Visitor":
        """Sign in as one of the demonstration's people, with one click."""
        self.go("/accounts/sign-in")
        self.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        self.page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
        return self

    def breaches(self) -> list[str]:
        return list(self.page.evaluate("window.__breaches || []"))

    def faults(self) -> list[str]:
        """What axe finds on the page as it stands: WCAG 2.2 A and AA, and best practice."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
                .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`)"""
        )
        return list(found)


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """visitor(address, locale="fr", size="phone", theme="dark"): a browser of their own."""
    opened: list[Visitor] = []

    def come(
        address: str, locale: str = "fr", size: str = "desktop", theme: str = "light", **more: Any
    ) -> Visitor:
        context = chromium.new_context(
            locale={"fr": "fr-FR", "en": "en-GB"}[locale],
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH)
        opened.append(Visitor(context, address, locale))
        return opened[-1]

    yield come
    said = [line for one in opened for line in (*one.said, *one.breaches())]
    for one in opened:
        one.context.close()
    assert said == []
