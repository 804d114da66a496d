"""The map of the French regions, for an inline SVG."""

from dataclasses import dataclass
from functools import cache

from grappe.reference import files
from grappe.reference.territories import Region, regions
from grappe.reference.vocabulary import is_french


@dataclass(frozen=True, slots=True)
class Inset:
    """The frame of an overseas region, drawn at a scale of its own."""

    code: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RegionOutline:
    """A region as drawn: SVG path data, and where its name or number goes."""

    region: Region
    path: str
    label_x: float
    label_y: float
    is_inset: bool

    @property
    def code(self) -> str:
        """The region's INSEE code."""
        return self.region.code

    def name(self, locale: object) -> str:
        """The region's name."""
        return self.region.name(locale)


@dataclass(frozen=True, slots=True)
class FranceMap:
    """The whole drawing; its attribution must stand beside it wherever it is shown."""

    view_box: str
    attribution_en: str
    attribution_fr: str
    insets: tuple[Inset, ...]
    regions: tuple[RegionOutline, ...]

    def attribution(self, locale: object) -> str:
        """The sentence that names the source and its licence."""
        return self.attribution_fr if is_french(locale) else self.attribution_en


@cache
def france_map() -> FranceMap:
    """The 18 regions as SVG paths; the overseas ones in insets, not to scale."""
    drawing = files.document("france-regions-map.json")
    return FranceMap(
        view_box=drawing["viewBox"],
        attribution_en=drawing["attribution_en"],
        attribution_fr=drawing["attribution_fr"],
        insets=tuple(Inset(**frame) for frame in drawing["insets"]),
        regions=tuple(
            RegionOutline(
                region=regions[row["code"]],
                path=row["d"],
                label_x=row["label_x"],
                label_y=row["label_y"],
                is_inset=row["inset"],
            )
            for row in drawing["regions"]
        ),
    )
