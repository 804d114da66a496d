"""French and English are equal: every sentence exists in both."""

import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "lazy_gettext": None,
            "ngettext": (1, 2), "lazy_ngettext": (1, 2)}  # fmt: skip
PLACE = re.compile(r"%\(\w+\)[sd]")
SLICES = sorted(p.name for p in (ROOT / "templates").iterdir() if p.is_dir())


def said() -> dict[tuple[str, ...], str]:
    """Every sentence of the code and the templates, with a place where it stands."""
    found: dict[tuple[str, ...], str] = {}
    for folder, method in (("platform", [("**.py", "python")]), ("templates", [("**", "jinja2")])):
        options = {"**": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
        for file, line, message, _, _ in extract_from_dir(
            ROOT / folder,
            method_map=method,
            options_map=options,
            keywords=KEYWORDS,
            directory_filter=lambda _: True,  # folders that begin with _ too
        ):
            key = message if isinstance(message, tuple) else (message,)
            found[tuple(m for m in key if m)] = f"{folder}/{file}:{line}"
    return found


def french() -> dict[tuple[str, ...], polib.POEntry]:
    entries = {}
    for file in sorted((ROOT / "translations").glob("*/fr/LC_MESSAGES/messages.po")):
        for entry in polib.pofile(str(file)):
            key = (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)
            entries[key] = entry
    return entries


def words(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_sentence_has_a_french_translation():
    known = french()
    missing = [
        f"{where}: {key[0]!r}"
        for key, where in said().items()
        if key not in known or not all(words(known[key])) or "fuzzy" in known[key].flags
    ]
    assert missing == []


def test_translations_keep_the_places_for_values():
    odd = []
    for key, entry in french().items():
        wanted = set(PLACE.findall(key[-1]))
        for text in words(entry):
            got = set(PLACE.findall(text))
            if got != wanted and not (entry.msgid_plural and got <= wanted):
                odd.append(f"{key[0]!r} -> {text!r}")
    assert odd == []


def test_no_catalogue_keeps_what_nobody_says():
    spoken = {part for key in said() for part in key}
    unused = [key[0] for key in french() if key[0] not in spoken]
    assert unused == []


def test_the_voice_is_kept():
    """No tutoiement, no apologies, no exclamation marks from the product."""
    banned = re.compile(r"\b(tu|ton|ta|tes|toi)\b|!|\bOups\b|\bDésolé", re.IGNORECASE)
    assert [t for e in french().values() for t in words(e) if banned.search(t)] == []


@pytest.mark.parametrize("text, typeset", [
    ("Pourquoi ?", "Pourquoi\u202f?"), ("« oui »", "«\u00a0oui\u00a0»"), ("12 %", "12\u00a0%"),
    ("Erreur : le nom", "Erreur\u00a0: le nom"), ("https://x.fr", "https://x.fr"),
])  # fmt: skip
def test_french_spaces_do_not_break(text, typeset):
    from grappe.foundation.i18n import spaced

    assert spaced(text) == typeset
