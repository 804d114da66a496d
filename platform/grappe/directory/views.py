"""The pages of the directory."""

import re
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from grappe.foundation.asking import me
from grappe.foundation.text import markdown, plain
from grappe.foundation.web import Slice, door, page
from grappe.organisations.models import Organisation
from grappe.reference import (
    cluster_kinds,
    ecosystems,
    evidence_states,
    france_map,
    organisation_kinds,
    programmes,
    regions,
    sources,
)

from . import queries
from .forms import Pages, Search

bp = Slice("directory", __name__)


@bp.get("/")
@door("public")
def index() -> ResponseReturnValue:
    by, search = me(), Search.of(request.args)
    on_map = queries.on_map(by, search.wanted)
    pages = Pages(search, on_map.total(search.region), queries.PAGE)
    rows = queries.entries(by, search.wanted, pages.page)
    return page(
        "directory/index.html",
        search=search, pages=pages, rows=rows, on_map=on_map, france=france_map(),
        traits=queries.traits(by, [row.id for row in rows]), **vocabularies(),
    )  # fmt: skip


@bp.get("/<slug>")
@door("public")
def show(slug: str) -> ResponseReturnValue:
    by = me()
    organisation = queries.organisation(by, slug)
    traits = queries.traits(by, [organisation.id])[organisation.id]
    return page(
        "directory/show.html",
        organisation=organisation, traits=traits, team=queries.team(by, organisation.id),
        calls=queries.open_calls_of(by, organisation.id), programmes=programmes,
        presentation=markdown(organisation.profile), described=plain(organisation.summary),
        website=https(organisation.website), origin=origin(organisation), **vocabularies(),
    )  # fmt: skip


def vocabularies() -> dict[str, Any]:
    return {
        "locale": get_locale(), "regions": regions, "ecosystems": ecosystems,
        "kinds": organisation_kinds, "labels": cluster_kinds, "evidence": evidence_states,
    }  # fmt: skip


def origin(organisation: Organisation) -> dict[str, Any] | None:
    """Where an entry that nobody has claimed comes from."""
    said = organisation.origin
    if organisation.claimed_at is not None or not said:
        return None
    cited = [sources[code] for code in said.get("sources", ()) if code in sources]
    return said | {"cited": cited}


def https(website: str) -> str:
    """The address to follow, or nothing when what was written is no address."""
    bare = re.sub(r"^https?://", "", website.strip(), flags=re.IGNORECASE)
    good = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"'\\]*)?", bare, flags=re.IGNORECASE)
    return f"https://{bare}" if good else ""
