"""Who: the kinds, types and sizes of organisations."""

from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, plain_terms


@dataclass(frozen=True, slots=True)
class OrganisationType(Term):
    """A type of partner that a call may seek, finer than the kinds that hold an account."""

    kind: str | None
    horizon_europe_type: str


@dataclass(frozen=True, slots=True)
class OrganisationSize(Term):
    """A size class of the EU; money in millions of euros, None where there is no limit."""

    staff_min: int | None
    staff_max: int | None
    turnover_max_meur: float | None
    balance_sheet_max_meur: float | None


class OrganisationTypes(Vocabulary[OrganisationType]):
    """The types of partner, and how they answer to the kinds of organisation."""

    def of_kind(self, kind: str) -> tuple[OrganisationType, ...]:
        """The types that an organisation of this kind can be."""
        return tuple(type_ for type_ in self if type_.kind == kind)


def _types() -> Iterator[OrganisationType]:
    for row in files.document("organisation_types.json"):
        yield OrganisationType(
            row["id"], row["name_en"], row["name_fr"], row["kind"], row["horizon_europe_type"]
        )


# The French statistical classes are in the file too, but one form must not mix two scales.
def _sizes() -> Iterator[OrganisationSize]:
    for row in files.document("organisation_sizes.json"):
        if row["scheme"] == "eu":
            yield OrganisationSize(
                code=row["id"],
                name_en=row["name_en"],
                name_fr=row["name_fr"],
                staff_min=row["staff_min"],
                staff_max=row["staff_max"],
                turnover_max_meur=row["turnover_max_meur"],
                balance_sheet_max_meur=row["balance_sheet_max_meur"],
            )


organisation_kinds = plain_terms("organisation_kinds", ordered=True)
organisation_types = OrganisationTypes("organisation_types", _types, ordered=True)
organisation_sizes: Vocabulary[OrganisationSize] = Vocabulary(
    "organisation_sizes", _sizes, ordered=True
)
