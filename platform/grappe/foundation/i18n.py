"""French and English: one catalogue per slice, read from its .po file at start-up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel import support
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale, gettext

from .asking import me

LOCALES = ("fr", "en")
THIN, HARD = "\u202f", "\u00a0"


class Catalogues(Domain):
    """All slices' messages of a language as one; there is no compile step to forget."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), "messages")
        self.read = {language: read_all(folder, language) for language in LOCALES}

    def get_translations(self) -> Any:
        locale = get_locale()
        return self.read.get(locale.language if locale else "en", self.read["en"])


def read_all(folder: Path, language: str) -> support.Translations:
    """Every slice's catalogue of `language`; English is what the code itself says."""
    merged = support.Translations()
    merged._catalog = {}  # type: ignore[attr-defined]  what gettext itself fills from a .mo
    merged.plural = (lambda n: int(n > 1)) if language == "fr" else (lambda n: int(n != 1))
    for file in sorted(folder.glob(f"*/{language}/LC_MESSAGES/messages.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                merged._catalog.update(entries(message, language))
    return merged


def entries(message: Any, language: str) -> dict[Any, str]:
    if not message.id or message.fuzzy:
        return {}
    space = spaced if language == "fr" else str
    if isinstance(message.id, tuple):
        forms = enumerate(message.string)
        return {(message.id[0], i): space(form) for i, form in forms if form}
    return {message.id: space(message.string)} if message.string else {}


def spaced(text: str) -> str:
    """The no-break spaces of French typography."""
    text = re.sub(r" ([;!?])", THIN + r"\1", text)
    text = re.sub(r" (:)(?=\s|$)", HARD + r"\1", text)
    text = re.sub(r"« ?", "«" + HARD, text)
    text = re.sub(r" ?»", HARD + "»", text)
    return re.sub(r"(?<=[\d)]) (?=[€%])", HARD, text)


def chosen_locale() -> str:
    """The account's language; for visitors the one they chose, or their browser's."""
    if not has_request_context():
        return "fr"
    by = me()
    if by.is_authenticated:
        return by.locale
    cookie = request.cookies.get("language", "")
    if cookie in LOCALES:
        return cookie
    return request.accept_languages.best_match(LOCALES) or "fr"


def chosen_timezone() -> str:
    return me().timezone if has_request_context() else "Europe/Paris"


class OurBabel(Babel):
    """Flask-Babel with our own way to find messages."""

    catalogues: Catalogues

    @property
    def domain_instance(self) -> Catalogues:  # type: ignore[bad-override]  nobody sets it
        return self.catalogues


def install(app: Flask, translations: Path) -> None:
    babel = OurBabel()
    babel.catalogues = Catalogues(translations)
    babel.init_app(
        app,
        default_locale="fr",
        default_timezone="Europe/Paris",
        locale_selector=chosen_locale,
        timezone_selector=chosen_timezone,
    )


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """For a text that is written in one language for all its readers (minutes, not pages)."""
    with force_locale(locale):
        yield


def say(sentence: str, **values: Any) -> str:
    """A sentence marked with N_, in the language that is being spoken."""
    said = gettext(sentence)
    return said % values if values else said
