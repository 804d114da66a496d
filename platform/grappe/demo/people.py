"""The organisations and people of the demonstration, and how each of them acts."""

import datetime as dt
import unicodedata
from functools import cache
from typing import Any

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.demonstration import ENDING
from grappe.foundation.text import fold
from grappe.organisations.models import (
    Affiliation,
    Competence,
    Membership,
    Organisation,
    OrganisationEcosystem,
)  # fmt: skip
from grappe.organisations.session import acting

from . import texts

NAMES = {row["key"]: row["name"] for row in texts.table("organisation")}
ACCOUNTS = [
    f"{row['name']}, {row['chooser']}, {' and '.join(NAMES[role[0]] for role in row['roles'])}"
    for row in texts.table("person")
    if "chooser" in row
]
CONFIRMED_DAYS_AGO = 20


def address(name: str) -> str:
    """first.last@demo.grappe.example, without accents, hyphens or spaces inside a part."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    first, last = plain.split(" ", 1)
    return f"{first}.{last.replace(' ', '')}{ENDING}"


class Cast:
    """Who is who, once they have entered."""

    def __init__(self) -> None:
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, Person] = {}
        self.home: dict[str, str] = {}
        self.by = cache(self._by)

    def enter(self) -> None:
        """Write the organisations and the people who work for them."""
        for row in texts.table("organisation"):
            self.organisations[row["key"]] = organisation(row)
        for row in texts.table("person"):
            self.people[row["key"]] = person(row)
        db.session.add_all([*self.organisations.values(), *self.people.values()])
        db.session.flush()
        for row in texts.table("organisation"):
            self.describe(row)
        for row in texts.table("person"):
            self.employ(row)
        db.session.flush()

    def describe(self, row: dict[str, Any]) -> None:
        number = self.organisations[row["key"]].id
        for position, code in enumerate(row.get("ecosystems", ())):
            of = OrganisationEcosystem(organisation_id=number, ecosystem=code, position=position)
            db.session.add(of)
        for side in ("brings", "seeks"):
            for words in row.get(side, ()):
                db.session.add(
                    Competence(organisation_id=number, side=side, words=words, folded=fold(words))
                )
        for cluster in row.get("member_of", ()):
            of_cluster = self.organisations[cluster].id
            db.session.add(Affiliation(company_id=number, cluster_id=of_cluster))

    def employ(self, row: dict[str, Any]) -> None:
        who = self.people[row["key"]].id
        self.home[row["key"]] = row["roles"][0][0]
        for where, role, title in row["roles"]:
            at = self.organisations[where].id
            db.session.add(Membership(person_id=who, organisation_id=at, role=role, title=title))

    def _by(self, who: str, organisation: str = "") -> Actor:
        """The actor for the steps of the story; "ines/compositoire" acts for her second cluster."""
        who, _, named = who.partition("/")
        place = organisation or named or self.home[who]
        found = acting(self.people[who].id, self.organisations[place].id)
        if found is None:
            raise LookupError(f"{who} does not act for {place}")
        return found

    def pair(self, who: str) -> tuple[int, int]:
        """Person and organisation, as invitations name them."""
        by = self.by(who)
        return by.person_id, by.organisation_id or 0


def organisation(row: dict[str, Any]) -> Organisation:
    now, name, city = utc_now(), row["name"], row["city"]
    companies_have_no_account = row["kind"] == "company"
    return Organisation(
        slug=row["key"], name=name, sort_key=fold(name), folded=fold(f"{name} {city}"),
        kind=row["kind"], label=row.get("label", ""), region=row.get("region", ""),
        country=row.get("country", "FR"), city=city, website=row.get("website", ""),
        summary=row["summary"], profile=row.get("profile", ""), size=row.get("size", ""),
        claimed_at=None if companies_have_no_account else now,
        verified_at=None if companies_have_no_account else now,
        confirmed_on=now.date() - dt.timedelta(days=CONFIRMED_DAYS_AGO),
        demo=True,
    )  # fmt: skip


def person(row: dict[str, Any]) -> Person:
    return Person(
        email=address(row["name"]), name=row["name"], locale=row.get("locale", "fr"),
        timezone=row.get("timezone", "Europe/Paris"), ask_me_about=row.get("ask_me_about", ""),
        confirmed_at=utc_now(),
    )  # fmt: skip
