"""The shape of the addresses of the directory: a search that can be sent to a colleague."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from grappe.foundation.text import fold, tidy
from grappe.reference import cluster_kinds, ecosystems, regions

from .queries import Wanted

MOST_LETTERS, MOST_WORDS = 100, 8
SORTS = ("name", "calls")


@dataclass(frozen=True)
class Search:
    """What an address asks for. What makes no sense is left out: an old link still finds."""

    q: str = ""
    label: str = ""
    region: str = ""
    ecosystem: str = ""
    open_calls: bool = False
    sort: str = "name"
    view: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> "Search":
        sort, view = args.get("sort", ""), args.get("view", "")
        return cls(
            q=tidy(args.get("q", ""))[:MOST_LETTERS].strip(),
            label=known(args.get("label", ""), cluster_kinds),
            region=known(args.get("region", ""), regions),
            ecosystem=known(args.get("ecosystem", ""), ecosystems),
            open_calls=args.get("open") == "1",
            sort=sort if sort in SORTS else "name",
            view="map" if view == "map" else "",
            page=page_number(args.get("page", "")),
        )

    @property
    def wanted(self) -> Wanted:
        words = tuple(dict.fromkeys(fold(self.q).split()))[:MOST_WORDS]
        return Wanted(words, self.label, self.region, self.ecosystem, self.open_calls, self.sort)

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.label or self.region or self.ecosystem or self.open_calls)

    def url(self, **changes: Any) -> str:
        """The address with some of it changed; any change but of the page leads to page 1."""
        it = replace(self, **({"page": 1} | changes))
        said: dict[str, Any] = {
            "q": it.q, "label": it.label, "region": it.region, "ecosystem": it.ecosystem,
            "open": "1" if it.open_calls else "", "sort": it.sort if it.sort != "name" else "",
            "view": it.view, "page": it.page if it.page > 1 else "",
        }  # fmt: skip
        return url_for("directory.index", **{name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Pages:
    """Where one is in the list; a page beyond the last is the last."""

    search: Search
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def page(self) -> int:
        return min(self.search.page, self.pages)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)

    def url(self, number: int) -> str:
        return self.search.url(page=number)


def known(code: str, vocabulary: Any) -> str:
    return code if code in vocabulary else ""


def page_number(written: str) -> int:
    """From 1; anything that is no such number is the first page."""
    if not written.isascii() or not written.isdigit():
        return 1
    return max(1, int(written[:9]))
