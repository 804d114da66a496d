"""Where: the French regions, and the countries of Europe."""

from collections.abc import Iterator
from dataclasses import dataclass

from grappe.reference import files
from grappe.reference.vocabulary import Term, Vocabulary, plain_terms


@dataclass(frozen=True, slots=True)
class Region(Term):
    """A French region; its code is the one of INSEE."""

    zone: str
    capital: str
    iso_3166_2: str
    nuts1: str
    nuts2: tuple[str, ...]

    @property
    def is_overseas(self) -> bool:
        """Whether the region lies outside of Europe (Corsica does not)."""
        return self.zone == "overseas"


@dataclass(frozen=True, slots=True)
class Country(Term):
    """A country of the EU, the EEA, Switzerland or the United Kingdom, by ISO alpha-2 code."""

    iso_alpha3: str
    eu_code: str
    membership: str
    borders_france: bool

    @property
    def is_in_eu(self) -> bool:
        """Whether the country is a member state of the European Union."""
        return self.membership == "eu"


def _regions() -> Iterator[Region]:
    for row in files.document("regions.json"):
        yield Region(
            code=row["code"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            zone=row["zone"],
            capital=row["capital"],
            iso_3166_2=row["iso_3166_2"],
            nuts1=row["nuts1"],
            nuts2=tuple(row["nuts2"]),
        )


def _countries() -> Iterator[Country]:
    for row in files.document("europe.json"):
        yield Country(
            code=row["iso_alpha2"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            iso_alpha3=row["iso_alpha3"],
            eu_code=row["eu_code"],
            membership=row["membership"],
            borders_france=row["borders_metropolitan_france"],
        )


regions: Vocabulary[Region] = Vocabulary("regions", _regions)
countries: Vocabulary[Country] = Vocabulary("countries", _countries)
country_memberships = plain_terms("country_memberships", ordered=True)
