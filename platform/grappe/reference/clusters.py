"""The real clusters of France, as public sources know them; none is a member by being here."""

from dataclasses import dataclass
from functools import cache

from grappe.reference import files
from grappe.reference.provenance import Source, cited
from grappe.reference.sectors import Ecosystem, ecosystems
from grappe.reference.territories import Region, regions
from grappe.reference.vocabulary import is_french, plain_terms

cluster_kinds = plain_terms("cluster_kinds", ordered=True)
cluster_labels = plain_terms("cluster_labels", ordered=True)
evidence_states = plain_terms("evidence_states", ordered=True)


@dataclass(frozen=True, slots=True)
class RealCluster:
    """One cluster: names, place and trade, and how well each of them is known."""

    code: str
    name: str
    other_names: tuple[str, ...]
    kind: str
    region_code: str
    other_region_codes: tuple[str, ...]
    city: str
    ecosystem_codes: tuple[str, ...]
    website: str
    status: str
    evidence_year: int | None
    note_en: str
    note_fr: str
    sources: tuple[Source, ...]
    unsourced: frozenset[str]

    @property
    def label(self) -> str | None:
        """The State's label that goes with the kind, a code of `cluster_labels`, or None."""
        return "pole_competitivite" if self.kind == "competitiveness_cluster" else None

    @property
    def region(self) -> Region:
        """The region of the head office."""
        return regions[self.region_code]

    @property
    def ecosystems(self) -> tuple[Ecosystem, ...]:
        """The ecosystems, the main one first."""
        return tuple(ecosystems[code] for code in self.ecosystem_codes)

    @property
    def website_link(self) -> str | None:
        """The address of the site, where one is known; it was not opened."""
        return f"https://{self.website}" if self.website else None

    def note(self, locale: object) -> str:
        """What a reader should know about the entry, or nothing."""
        return self.note_fr if is_french(locale) else self.note_en


# A cluster's page shows one list of sources: the entry's own first, then the town's and the
# site's. What rests on general knowledge alone is named in `unsourced`.
def _cluster(row: dict[str, str]) -> RealCluster:
    citations = {
        "name": row["source"],
        "city": row["city_source"],
        "website": row["website_source"],
    }
    return RealCluster(
        code=row["id"],
        name=row["name"],
        other_names=files.pieces(row["other_names"]),
        kind=row["kind"],
        region_code=row["region_code"],
        other_region_codes=files.pieces(row["other_region_codes"]),
        city=row["city"],
        ecosystem_codes=files.pieces(row["ecosystems"]),
        website=row["website"],
        status=row["status"],
        evidence_year=int(row["evidence_year"]) if row["evidence_year"] else None,
        note_en=row["note_en"],
        note_fr=row["note_fr"],
        sources=cited(";".join(citations.values())),
        unsourced=frozenset(field for field, text in citations.items() if text == "unsourced"),
    )


@cache
def real_clusters() -> tuple[RealCluster, ...]:
    """All clusters, in the order of their file (by kind and region)."""
    return tuple(_cluster(row) for row in files.table("clusters.csv"))


@cache
def _by_code() -> dict[str, RealCluster]:
    return {cluster.code: cluster for cluster in real_clusters()}


def real_cluster(code: str) -> RealCluster | None:
    """One cluster by its code, a slug, or None."""
    return _by_code().get(code)
