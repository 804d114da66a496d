"""One's own account: name, language, look, address."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from grappe.accounts.models import Person, SignIn
from grappe.accounts.queries import OVER
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import N_, Conflict, Invalid
from grappe.foundation.i18n import LOCALES
from grappe.foundation.limits import limit
from grappe.foundation.mail import mail
from grappe.foundation.operations import operation
from grappe.foundation.policy import require

from . import links
from .recovery import prove_again
from .sessions import drop

ADDRESS = "address"
TO_CONFIRM = dt.timedelta(days=1)
THEMES = ("", "light", "dark")
EDITABLE = ("name", "locale", "timezone", "theme", "density", "ask_me_about")


@operation
def edit(by: Actor, person: Person, values: dict[str, Any]) -> None:
    """Change what one may say of oneself; whatever else `values` holds is left out."""
    require(by, "accounts.edit", person)
    for name in EDITABLE:
        if name in values:
            setattr(person, name, values[name])


@operation
def choose_language(by: Actor, person: Person, locale: str) -> None:
    require(by, "accounts.edit", person)
    if locale in LOCALES:
        person.locale = locale


@operation
def choose_theme(by: Actor, person: Person, theme: str) -> None:
    require(by, "accounts.edit", person)
    if theme in THEMES:
        person.theme = theme


def change_address(by: Actor, email: str, password: str, place: str) -> None:
    """Ask to be reached at another address, knowing the password."""
    proof = prove_again(by, password, place)
    limit("accounts.new_address", by.person_id, "5/hour")
    ask_new_address(by, proof, email)


@operation
def ask_new_address(by: Actor, proof: str, email: str) -> None:
    """Send a link to the new address. The page says the same when it belongs to somebody else."""
    require(by, "signed_in")
    person = db.session.get_one(Person, by.person_id)
    if person.password != proof:
        raise Conflict
    if email == person.email:
        raise Invalid(N_("This is your address already."), field="email")
    links.forget(person, ADDRESS)
    token = links.issue(person, ADDRESS, TO_CONFIRM, email=email, was=person.email)
    owner = db.session.scalars(select(Person).where(Person.email == email)).one_or_none()
    if owner is None:
        mail(email, person.locale, "accounts/new_address", name=person.name, token=token)
    elif owner.active:
        mail(email, owner.locale, "accounts/already", name=owner.name)


@operation
def confirm_new_address(by: Actor, token: str) -> None:
    """The link came to the new address, so it is one's own; the old one is told, for safety."""
    require(by, "public")
    link = links.take(token, ADDRESS)
    person = db.session.get_one(Person, link.person_id, with_for_update=True)
    new, old = link.data["email"], person.email
    taken = db.session.scalar(select(Person.id).where(Person.email == new))
    if taken or not person.active or link.data["was"] != old:
        raise Invalid(OVER)
    person.email = new
    links.forget(person, "reset")
    drop(SignIn.person_id == person.id, SignIn.id != (by.sign_in_id or 0))
    mail(old, person.locale, "accounts/address_changed", name=person.name, new=new)
