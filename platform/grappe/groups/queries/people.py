"""Finding people of the network to invite."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.policy import visible
from grappe.foundation.text import fold
from grappe.organisations.models import Membership, Organisation

from ..models import WAITING, GroupInvitation, GroupMember, WorkingGroup

MOST = 20
LOOKED_AT = 2000  # names compared letter by letter, in one search
ACCENTED = set("aceinouys")  # letters that may stand in a name with something above or below


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
    """At most twenty people by name, organisation or whole e-mail address; whether there are more.

    Of an address only the whole is looked for: nobody can collect addresses letter by letter.
    """
    wanted = fold(words).split()[:6]
    if len("".join(wanted)) < 2:
        return [], False
    rows = db.session.execute(
        select(
            Person.id, Organisation.id, Person.name, Membership.title, Organisation.name,
            state_in(group), Organisation.sort_key, Person.email,
        )
        .join(Membership, and_(Membership.person_id == Person.id, Membership.until.is_(None)))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(visible(by, "accounts.read"), or_(may_match(wanted), Person.email == address(words)))
        .order_by(func.lower(Person.name), Person.id, Organisation.sort_key)
        .limit(LOOKED_AT)
    )  # fmt: skip
    found = [Somebody(*row[:6]) for row in rows if matches(row, wanted, address(words))]
    return found[:MOST], len(found) > MOST


def address(words: str) -> str:
    return words.strip().lower()


def may_match(wanted: list[str]) -> ColumnElement[bool]:
    """What the database can tell without knowing accents: it takes any letter for those that may
    carry one. `matches` looks closer."""
    return and_(*(
        or_(func.lower(Person.name).like(f"%{loosened(word)}%", escape="\\"),
            Organisation.sort_key.contains(word, autoescape=True))
        for word in wanted
    ))  # fmt: skip


def loosened(word: str) -> str:
    """A pattern that also finds the word with accents: œ is one letter where oe is two."""
    word = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    pairs = "%".join(re.split("oe|ae|ss", word))
    return "".join("_" if letter in ACCENTED else letter for letter in pairs)


def matches(row: Any, wanted: list[str], mail: str) -> bool:
    whole = f"{fold(row[2])} {row.sort_key}"
    return row.email == mail or all(word in whole for word in wanted)


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
