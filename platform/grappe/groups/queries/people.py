"""Finding people of the network to invite."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from grappe.accounts.models import Person
from grappe.accounts.policy import exists_active
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.policy import visible
from grappe.foundation.text import fold
from grappe.organisations.models import Membership, Organisation

from ..models import WAITING, GroupInvitation, GroupMember, WorkingGroup

MOST = 20
ACCENTS = {
    "a": "àâäáãÀÂÄÁÃ", "c": "çÇ", "e": "éèêëÉÈÊË", "i": "îïíÎÏÍ", "n": "ñÑ", "o": "ôöóõÔÖÓÕ",
    "u": "ùûüúÙÛÜÚ", "y": "ÿŸ", "oe": "œŒ", "ss": "ß",
}  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """A person in one of their organisations; `state` is "", "member" or "invited"."""

    person_id: int
    organisation_id: int
    name: str
    title: str
    organisation: str
    state: str

    @property
    def key(self) -> str:
        return f"{self.person_id}:{self.organisation_id}"


def findable(by: Actor, group: WorkingGroup, words: str) -> tuple[list[Somebody], bool]:
    """At most twenty people found by name, whole e-mail address or organisation; whether there are more.

    Of an address only the whole is looked for: nobody can collect addresses letter by letter.
    """
    wanted = fold(words).split()[:6]
    if not wanted or len("".join(wanted)) < 2:
        return [], False
    rows = db.session.execute(
        select(
            Person.id, Organisation.id, Person.name, Membership.title, Organisation.name,
            state_in(group),
        )
        .join(Membership, and_(Membership.person_id == Person.id, Membership.until.is_(None)))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(visible(by, "accounts.read"), exists_active(), named(words, wanted))
        .order_by(Person.name, Person.id, Organisation.sort_key)
        .limit(MOST + 1)
    ).all()  # fmt: skip
    return [Somebody(*row) for row in rows[:MOST]], len(rows) > MOST


def named(words: str, wanted: list[str]) -> ColumnElement[bool]:
    by_name = and_(*(
        or_(folded(Person.name).contains(w, autoescape=True),
            Organisation.folded.contains(w, autoescape=True),
            folded(Organisation.name).contains(w, autoescape=True))
        for w in wanted
    ))  # fmt: skip
    return or_(by_name, Person.email == words.strip().lower())


def folded(column: Any) -> ColumnElement[str]:
    """`fold`, for names, in words that every database knows."""
    expression = column
    for plain, accented in ACCENTS.items():
        for letter in accented:
            expression = func.replace(expression, letter, plain)
    return func.lower(expression)


def state_in(group: WorkingGroup) -> ColumnElement[str]:
    """Whether the person is in the group already, or asked."""
    sits = select(GroupMember.id).where(
        GroupMember.group_id == group.id, GroupMember.person_id == Person.id,
        GroupMember.until.is_(None),
    )  # fmt: skip
    asked = select(GroupInvitation.id).where(
        GroupInvitation.group_id == group.id, GroupInvitation.person_id == Person.id,
        GroupInvitation.state == WAITING,
    )  # fmt: skip
    return case((sits.exists(), "member"), (asked.exists(), "invited"), else_="")
