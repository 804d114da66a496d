"""What organisations bring and look for, and in which ecosystems."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, false, literal, select, union_all
from sqlalchemy.orm import aliased

from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.organisations.models import Competence, OrganisationEcosystem


@dataclass
class Traits:
    """What is known of an organisation's trade: codes of ecosystems, and rows of competences with
    `words`, and whether the reader's organisation has (`you_have`) or seeks the same."""

    ecosystems: list[str] = field(default_factory=list)
    brings: list[Row[*tuple[Any, ...]]] = field(default_factory=list)
    seeks: list[Row[*tuple[Any, ...]]] = field(default_factory=list)

    def telling(self, words: Sequence[str], most: int = 4) -> list[Row[*tuple[Any, ...]]]:
        """The few competences that say why one finds this entry: those searched for come first,
        then those the reader's organisation has too."""

        def order(row: Row[*tuple[Any, ...]]) -> tuple[bool, bool]:
            return not any(word in row.folded for word in words), not row.you_have

        return sorted(self.brings, key=order)[:most]


def same_in(by: Actor, side: str) -> ColumnElement[bool]:
    """The organisation that `by` acts for has the competence on this side of its own profile."""
    mine = aliased(Competence)
    return exists().where(
        mine.organisation_id == (by.organisation_id or 0),
        mine.side == side,
        mine.folded == Competence.folded,
        mine.organisation_id != Competence.organisation_id,
    )


def traits(by: Actor, organisations: Iterable[int]) -> dict[int, Traits]:
    """The traits of several organisations, in one query."""
    ids, no = list(organisations), false()
    of_ecosystems = select(
        OrganisationEcosystem.organisation_id, literal("ecosystem").label("side"),
        OrganisationEcosystem.ecosystem.label("words"), literal("").label("folded"),
        OrganisationEcosystem.position.label("place"), no.label("you_have"), no.label("you_seek"),
    ).where(OrganisationEcosystem.organisation_id.in_(ids))  # fmt: skip
    of_competences = select(
        Competence.organisation_id, Competence.side, Competence.words, Competence.folded,
        Competence.id, same_in(by, "brings"), same_in(by, "seeks"),
    ).where(Competence.organisation_id.in_(ids))  # fmt: skip
    both = union_all(of_ecosystems, of_competences).order_by("side", "place")
    found: defaultdict[int, Traits] = defaultdict(Traits)
    for row in db.session.execute(both):
        traits_of = found[row.organisation_id]
        if row.side == "ecosystem":
            traits_of.ecosystems.append(row.words)
        else:
            (traits_of.brings if row.side == "brings" else traits_of.seeks).append(row)
    return found
