"""Signed-in people for the load: rows as signing in makes them, and the cookies they carry."""

import datetime as dt
import re
import secrets
import urllib.request
from dataclasses import dataclass

from grappe.accounts.models import Person, SignIn
from grappe.foundation.asking import COOKIE
from grappe.foundation.db import db, utc_now
from grappe.foundation.text import fold
from grappe.organisations.models import ActingFor, Membership, Organisation
from grappe.organisations.session import digest


@dataclass(frozen=True)
class Visitor:
    """What a load client needs to come in as somebody."""

    person_id: int
    token: str

    def cookies(self, form: str = "") -> str:
        return f"{COOKIE}={self.token}" + (f"; form={form}" if form else "")


def cluster(name: str) -> Organisation:
    key = fold(name)
    row = Organisation(
        slug=key.replace(" ", "-"), name=name, sort_key=key, folded=key, kind="cluster",
        label="regional_cluster", region="84", claimed_at=utc_now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def visitors(number: int, organisation: Organisation) -> list[Visitor]:
    """So many people of one organisation, each with a session."""
    now, made = utc_now(), []
    for n in range(number):
        person = Person(email=f"p{n}-{organisation.id}@bench.example", name=f"Person {n}",
                        confirmed_at=now, locale="en")  # fmt: skip
        token = secrets.token_urlsafe(32)
        db.session.add(person)
        db.session.flush()
        member = Membership(person_id=person.id, organisation_id=organisation.id)
        session = SignIn(digest=digest(token), person_id=person.id,
                         expires_at=now + dt.timedelta(days=1))  # fmt: skip
        db.session.add_all([member, session])
        db.session.flush()
        db.session.add(ActingFor(sign_in_id=session.id, membership_id=member.id))
        made.append(Visitor(person.id, token))
    return made


def admission(url: str, visitor: Visitor) -> tuple[str, str]:
    """The form cookie and the CSRF token that belongs to it, fetched from a page as a browser does.

    They do not depend on the person, so one visit serves the whole crowd.
    """
    asked = urllib.request.Request(url, headers={"Cookie": visitor.cookies()})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        form = re.search(r"form=([^;]+)", ", ".join(answer.headers.get_all("Set-Cookie") or []))
        page = answer.read().decode()
    csrf = re.search(r'name="csrf"\s+content="([^"]+)"', page)
    if form is None or csrf is None:
        raise RuntimeError("the page gave no token")
    return form.group(1), csrf.group(1)
