"""The pages of calls for partners and of the answers to them."""

from typing import Any
from urllib.parse import urlencode

from babel import Locale
from flask import request, url_for
from flask_babel import gettext as _

from grappe.foundation.formats import language
from grappe.foundation.text import markdown, plain
from grappe.foundation.web import Slice
from grappe.foundation.zones import zone_name
from grappe.reference import (
    countries,
    ecosystems,
    organisation_types,
    partner_roles,
    programmes,
    regions,
)  # fmt: skip

from .decisions import reason_name

bp = Slice("calls", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this slice read codes, texts and addresses with."""
    return {
        "term": term, "place": place, "tongues": tongues, "zone_name": zone_name,
        "reason_name": reason_name, "markdown": markdown, "plain": plain,
        "page_address": page_address, "organisation_address": organisation_address,
    }  # fmt: skip


VOCABULARIES: dict[str, Any] = {
    "programme": programmes, "ecosystem": ecosystems, "role": partner_roles,
    "organisation_type": organisation_types, "region": regions, "country": countries,
}  # fmt: skip


def term(vocabulary: str, code: str) -> str:
    """The name of a code in the reader's language."""
    return VOCABULARIES[vocabulary].name(code, language())


def place(code: str) -> str:
    """A region's or a country's name."""
    return term("region" if code in regions else "country", code) or _("Any")


def tongues(codes: list[str]) -> str:
    names = Locale(language()).languages
    said = ", ".join(names.get(code, code) for code in codes)
    return said[:1].upper() + said[1:]


def page_address(number: int) -> str:
    """This page again, further on."""
    return request.path + "?" + urlencode({**request.args.to_dict(), "page": number})


def organisation_address(slug: str) -> str:
    return url_for("directory.show", slug=slug)


from . import answering, asking, inbox, reading, running, writing  # noqa: E402

__all__ = ["answering", "asking", "bp", "inbox", "reading", "running", "writing"]
