"""The cast. Plastalia (Ada its administrator, Alix its staff) looks for partners; Textora (Bo, Bea)
may answer; Cy of Aquavia stands outside. Dee works for Plastalia and for Textora. Fay has left
Plastalia, Sam is suspended, Pip has not confirmed the address. Nora runs the network, Oda observes
for a region, Ivo invests. Fibrelle is a company that Plastalia acts for.
"""

from types import SimpleNamespace

from grappe.accounts.models import Person
from grappe.foundation.actor import ANONYMOUS, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.text import fold
from grappe.organisations.models import Affiliation, Membership, Organisation
from grappe.organisations.session import acting

ORGANISATIONS = {
    "plastalia": ("Plastalia", "cluster", "84"),
    "textora": ("Textora", "cluster", "32"),
    "aquavia": ("Aquavia", "cluster", "53"),
    "network": ("Réseau des clusters", "network", "11"),
    "region": ("Région Exemple", "public_authority", "76"),
    "capital": ("Capital Essor", "investor", "11"),
    "fibrelle": ("Fibrelle", "company", "84"),
}
PEOPLE = {
    "ada": ("plastalia", "administrator"),
    "alix": ("plastalia", "staff"),
    "bo": ("textora", "administrator"),
    "bea": ("textora", "staff"),
    "cy": ("aquavia", "staff"),
    "dee": ("plastalia", "staff"),
    "nora": ("network", "administrator"),
    "nils": ("network", "staff"),
    "oda": ("region", "staff"),
    "ivo": ("capital", "staff"),
    "fay": ("plastalia", "staff"),
    "sam": ("plastalia", "staff"),
    "pip": ("plastalia", "staff"),
    "una": (None, ""),
}


def enter() -> SimpleNamespace:
    """Put the cast on the stage; gives their ids by name."""
    now = utc_now()
    organisations = {
        key: Organisation(
            slug=key, name=name, kind=kind, region=region, sort_key=fold(name), folded=fold(name),
            claimed_at=now, verified_at=now, label="regional_cluster" if kind == "cluster" else "",
        )
        for key, (name, kind, region) in ORGANISATIONS.items()
    }  # fmt: skip
    people = {
        key: Person(email=f"{key}@example.org", name=key.capitalize() + " Exemple", confirmed_at=now,
                    locale="en")
        for key in PEOPLE
    }  # fmt: skip
    people["pip"].confirmed_at = None
    people["sam"].suspended_at = now
    db.session.add_all([*organisations.values(), *people.values()])
    db.session.flush()
    for key, (organisation, role) in PEOPLE.items():
        if organisation:
            joined(people[key], organisations[organisation], role)
    joined(people["dee"], organisations["textora"], "staff")
    gone = db.session.query(Membership).filter_by(person_id=people["fay"].id).one()
    gone.until = now
    db.session.add(
        Affiliation(
            company_id=organisations["fibrelle"].id, cluster_id=organisations["plastalia"].id
        )
    )
    db.session.commit()
    ids = {key: row.id for key, row in (organisations | people).items()}
    return SimpleNamespace(**ids, home=PEOPLE)


def joined(person: Person, organisation: Organisation, role: str) -> None:
    db.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role))


def actor(world: SimpleNamespace, person: str | None, organisation: str | None = None) -> Actor:
    if person is None:
        return ANONYMOUS
    place = organisation or PEOPLE[person][0]
    found = acting(getattr(world, person), getattr(world, place))
    assert found is not None, f"{person} does not act for {place}"
    return found
