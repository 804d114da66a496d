"""What stands around every page: the places to go, with what waits in each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, g, url_for
from flask_babel import gettext as _
from sqlalchemy import ScalarSelect, select

from .actor import Actor
from .asking import me
from .db import AnySelect
from .policy import ASKER, ask

Part = Callable[[Actor], dict[str, Any]]
Badge = Callable[[Actor], ScalarSelect[int]]
PARTS: list[Part] = []
BADGES: dict[str, Badge] = {}


@dataclass(frozen=True)
class Place:
    """A link of the rail; `count` is what waits there, `count_label` says it in words."""

    key: str
    url: str
    icon: str
    label: str
    group: str = "main"
    count: int = 0
    count_label: str = ""


def in_shell(part: Part) -> Part:
    """Register what a slice adds to every page of somebody signed in; one query at most."""
    PARTS.append(part)
    return part


def badge(name: str) -> Callable[[Badge], Badge]:
    """Register a number that stands beside a place; all of them are asked in one query, which is
    drawn once for ASKER: the function may not look at what its actor is."""

    def register(number: Badge) -> Badge:
        BADGES[name] = number
        return number

    return register


def badges(by: Actor) -> dict[str, int]:
    row = ask(all_badges(), by).one()
    return {name: getattr(row, name) or 0 for name in BADGES}


@cache
def all_badges() -> AnySelect:
    return select(*(number(ASKER).label(name) for name, number in BADGES.items()))


def shell() -> dict[str, Any]:
    """Asked once for each page, however many templates it is made of."""
    by = me()
    if not by.is_authenticated:
        return {"nav": visitor_places()}
    if "shell" not in g:
        parts: dict[str, Any] = {"counts": badges(by)}
        more: list[Place] = []
        for part in PARTS:
            said = part(by)
            parts["counts"] |= said.pop("counts", {})
            more += said.pop("places", [])
            parts |= said
        g.shell = parts | {"nav": places(parts) + more}
    return g.shell


def nothing_around() -> None:
    """For an answer that is a part of a page: what stands around pages is not asked for."""
    g.shell = {"nav": []}


def visitor_places() -> list[Place]:
    return [
        Place("directory", url_for("directory.index"), "compass", _("Cluster directory")),
        Place("calls", url_for("calls.index"), "megaphone", _("Calls for partners")),
    ]


def places(parts: dict[str, Any]) -> list[Place]:
    counts, unread = parts["counts"], _("unread")
    return [
        Place("home", url_for("home.index"), "house", _("Home")),
        Place("calls", url_for("calls.index"), "megaphone", _("Calls for partners"),
              count=counts.get("calls", 0), count_label=_("waiting for you")),
        Place("rooms", url_for("rooms.index"), "chats-circle", _("Rooms"),
              count=parts.get("unread_rooms", 0), count_label=unread),
        Place("groups", url_for("groups.index"), "users-three", _("Working groups"),
              count=counts.get("groups", 0), count_label=_("waiting for you")),
        Place("notifications", url_for("notifications.index"), "bell", _("Notifications"),
              count=counts.get("notifications", parts.get("unread_notifications", 0)),
              count_label=unread),
        Place("directory", url_for("directory.index"), "compass", _("Cluster directory"),
              group="resources"),
    ]  # fmt: skip


def install(app: Flask) -> None:
    app.context_processor(shell)
