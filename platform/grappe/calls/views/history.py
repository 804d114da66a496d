"""The history of a text, told: for each change what was there before and what came instead."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask_babel import gettext as _

from grappe.foundation.formats import day_time, language, money
from grappe.foundation.text import difference
from grappe.reference import (
    countries,
    ecosystems,
    organisation_types,
    partner_roles,
    programmes,
    regions,
)  # fmt: skip

STAFF_ONLY = ("on_behalf_of_id", "clusters")
MEMBERS_ONLY = ("second_contact_id",)
PROSE = ("title", "summary", "brings", "message", "profile")


@dataclass(frozen=True)
class Change:
    """One field that was changed; `pieces` are (kept, added or removed, words)."""

    label: str
    pieces: list[tuple[str, str]]
    before: str
    after: str


def label(name: str) -> str:
    return {
        "title": _("Title"), "summary": _("The challenge"), "brings": _("What we bring"),
        "programme": _("Programme"), "budget": _("Intended budget"), "duration": _("Duration"),
        "trl_from": _("TRL at the start"), "trl_to": _("TRL at the end"), "seats": _("Needs"),
        "ecosystems": _("Ecosystems concerned"), "working_languages": _("Working languages"),
        "questions": _("Questions"), "deadline": _("Deadline"), "timezone": _("Time zone"),
        "second_contact_id": _("Second contact"), "on_behalf_of_id": _("On behalf of"),
        "language": _("Written in"), "visibility": _("Who may see the call"),
        "clusters": _("Clusters that may see it"), "message": _("Message"),
        "profile": _("Who we are"), "answers": _("Answers"), "files": _("Files"),
    }.get(name, name)  # fmt: skip


def told(revisions: list[Any], hidden: tuple[str, ...] = ()) -> list[tuple[Any, list[Change]]]:
    """Each revision with its changes; one whose every change is hidden is left out."""
    pages = []
    for row in revisions:
        seen = {k: v for k, v in row.changed.items() if k not in hidden}
        changes = [change(name, *pair) for name, pair in seen.items()]
        if changes:
            pages.append((row, changes))
    return pages


def change(name: str, before: Any, after: Any) -> Change:
    old, new = said(name, before), said(name, after)
    return Change(label(name), difference(old, new) if name in PROSE else [], old, new)


def said(name: str, value: Any) -> str:
    """A kept value in the reader's words."""
    if value in (None, "", []):
        return _("nothing")
    if name in WORDED:
        return WORDED[name](value)
    if isinstance(value, list):
        return "\n".join(seat(one) if isinstance(one, dict) else str(one) for one in value)
    return str(value)


def tongues(codes: list[str]) -> str:
    names = Locale(language()).languages
    return "\n".join(names.get(code, code) for code in codes)


WORDED: dict[str, Callable[[Any], str]] = {
    "deadline": lambda value: day_time(dt.datetime.fromisoformat(value)),
    "budget": money,
    "programme": lambda value: programmes.name(value, language()),
    "visibility": lambda value: visibility(value),
    "ecosystems": lambda value: "\n".join(ecosystems.names(value, language())),
    "working_languages": tongues,
}


def visibility(code: str) -> str:
    return {
        "public": _("Everybody, on the web too"), "network": _("The whole network"),
        "clusters": _("Only clusters I choose"),
    }.get(code, code)  # fmt: skip


def seat(kept: dict[str, Any]) -> str:
    """A seat in one line."""
    lang = language()
    parts = [
        kept["words"], partner_roles.name(kept["role"], lang),
        organisation_types.name(kept["organisation_type"], lang),
        regions.name(kept["region"], lang), countries.name(kept["country"], lang),
        f"× {kept['number']}" if kept["number"] != 1 else "",
        _("covered") if kept["covered"] else "",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)
