"""Reference data: regions, sectors, programmes, real clusters and the other vocabularies."""

from grappe.reference.actors import (
    OrganisationSize,
    OrganisationType,
    organisation_kinds,
    organisation_sizes,
    organisation_types,
)
from grappe.reference.clusters import (
    RealCluster,
    cluster_kinds,
    cluster_labels,
    evidence_states,
    real_cluster,
    real_clusters,
)
from grappe.reference.cooperation import (
    Role,
    TrlLevel,
    partner_roles,
    partnership_types,
    project_stages,
    trl_levels,
    trl_phases,
)
from grappe.reference.funding import Programme, programme_levels, programmes
from grappe.reference.outlines import FranceMap, Inset, RegionOutline, france_map
from grappe.reference.provenance import Source, sources
from grappe.reference.sectors import (
    Activity,
    Ecosystem,
    activities,
    ecosystems,
    suggest_ecosystems,
)
from grappe.reference.territories import Country, Region, countries, country_memberships, regions
from grappe.reference.vocabulary import Term, UnknownCode, Vocabulary
from grappe.reference.words import Definition, glossary

__all__ = [
    "Activity",
    "Country",
    "Definition",
    "Ecosystem",
    "FranceMap",
    "Inset",
    "OrganisationSize",
    "OrganisationType",
    "Programme",
    "RealCluster",
    "Region",
    "RegionOutline",
    "Role",
    "Source",
    "Term",
    "TrlLevel",
    "UnknownCode",
    "Vocabulary",
    "activities",
    "cluster_kinds",
    "cluster_labels",
    "countries",
    "country_memberships",
    "ecosystems",
    "evidence_states",
    "france_map",
    "glossary",
    "organisation_kinds",
    "organisation_sizes",
    "organisation_types",
    "partner_roles",
    "partnership_types",
    "programme_levels",
    "programmes",
    "project_stages",
    "real_cluster",
    "real_clusters",
    "regions",
    "sources",
    "suggest_ecosystems",
    "trl_levels",
    "trl_phases",
]
