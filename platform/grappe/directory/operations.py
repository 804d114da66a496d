"""Filling the directory with the real clusters, so that it is useful before anybody has joined."""

from typing import Any

from sqlalchemy import delete, insert, select

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold
from grappe.organisations.models import Organisation, OrganisationEcosystem
from grappe.organisations.queries import free_address
from grappe.reference import RealCluster, real_clusters

Pair = tuple[Organisation, RealCluster]


@operation
def load_real_clusters(by: Actor) -> int:
    """Put the real clusters in, and bring those that nobody has claimed up to date.

    Gives how many entries were new or different; at a second call, none."""
    require(by, "directory.load")
    known, taken = entries(), addresses()
    pairs = [(known.get(c.code) or new_entry(c.code, taken), c) for c in real_clusters()]
    # Once claimed, an entry is its people's: what the sources say no longer counts.
    ours = [(entry, cluster) for entry, cluster in pairs if entry.claimed_at is None]
    changed = {cluster.code for entry, cluster in ours if write(entry, facts(cluster))}
    db.session.add_all(entry for entry, _ in ours)
    db.session.flush()
    return len(changed | put_ecosystems(ours))


def entries() -> dict[str, Organisation]:
    """The entries made from the reference data, by the code of the cluster, held until the commit
    so that nobody claims one meanwhile."""
    codes = [cluster.code for cluster in real_clusters()]
    made = select(Organisation).where(Organisation.origin["id"].as_string().in_(codes))
    return {entry.origin["id"]: entry for entry in db.session.scalars(made.with_for_update())}


def addresses() -> set[str]:
    codes = [cluster.code for cluster in real_clusters()]
    return set(db.session.scalars(select(Organisation.slug).where(Organisation.slug.in_(codes))))


def new_entry(code: str, taken: set[str]) -> Organisation:
    # An organisation of another origin may sit at the address that was meant for `code`.
    return Organisation(kind="cluster", slug=free_address(code) if code in taken else code)


def facts(cluster: RealCluster) -> dict[str, Any]:
    """What the directory says of a real cluster, by column."""
    return {
        "name": cluster.name,
        "sort_key": fold(cluster.name),
        "folded": fold(" ".join((cluster.name, *cluster.other_names, cluster.city))),
        "label": cluster.kind,
        "region": cluster.region_code,
        "country": "FR",
        "city": cluster.city,
        "website": cluster.website,
        "origin": origin(cluster),
    }


def origin(cluster: RealCluster) -> dict[str, Any]:
    """Where an entry comes from and how far it can be trusted."""
    return {
        "id": cluster.code,
        "other_names": list(cluster.other_names),
        "other_regions": list(cluster.other_region_codes),
        "status": cluster.status,
        "evidence_year": cluster.evidence_year,
        "note_en": cluster.note_en,
        "note_fr": cluster.note_fr,
        "sources": [source.code for source in cluster.sources],
        "unsourced": sorted(cluster.unsourced),
    }


def write(entry: Organisation, said: dict[str, Any]) -> bool:
    """Whether anything had to be changed."""
    different = {name: value for name, value in said.items() if getattr(entry, name) != value}
    for name, value in different.items():
        setattr(entry, name, value)
    return bool(different)


def put_ecosystems(pairs: list[Pair]) -> set[str]:
    """Gives the codes of the clusters whose ecosystems were not what they should be."""
    column, of = OrganisationEcosystem, OrganisationEcosystem.organisation_id
    ids = [entry.id for entry, _ in pairs]
    kept: dict[int, list[str]] = {number: [] for number in ids}
    for row in db.session.execute(
        select(of, column.ecosystem).where(of.in_(ids)).order_by(of, column.position)
    ):
        kept[row.organisation_id].append(row.ecosystem)
    wrong = [(e, c) for e, c in pairs if kept[e.id] != list(c.ecosystem_codes)]
    rows = [
        {"organisation_id": entry.id, "ecosystem": code, "position": position}
        for entry, cluster in wrong
        for position, code in enumerate(cluster.ecosystem_codes)
    ]
    db.session.execute(delete(column).where(of.in_([entry.id for entry, _ in wrong])))
    if rows:
        db.session.execute(insert(column), rows)
    return {cluster.code for _, cluster in wrong}
