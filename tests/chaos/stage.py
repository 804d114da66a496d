"""Sets the stage in an empty database: `python -m tests.chaos.stage '{"people": 200, …}'`.

Prints who there is, as JSON: people with the token of a session, rooms with their people.
"""

import datetime as dt
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from config import ROOT, Settings
from grappe import create_app
from grappe.accounts.models import Person, SignIn
from grappe.foundation.actor import SYSTEM
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.passwords import hashed
from grappe.organisations.models import ActingFor, Membership, Organisation
from grappe.organisations.session import digest
from grappe.rooms.operations.membership import admit, open_room

PASSWORD = "correct horse battery staple of the tests"


def main(wanted: dict[str, Any]) -> None:
    app = create_app(Settings.from_environment())
    with app.app_context():
        if any((Path(ROOT) / "migrations" / "versions").glob("*.py")):
            upgrade(str(Path(ROOT) / "migrations"))
        else:
            db.create_all()
        people = enter(wanted["people"], hashed(PASSWORD))
        rooms = opened([p["id"] for p in people], wanted["rooms"], wanted["places"])
    print("\n" + json.dumps({"people": people, "rooms": rooms}))


@operation
def enter(count: int, kept: str) -> list[dict[str, Any]]:
    """People of one cluster, each signed in once; the first runs the network."""
    now = utc_now()
    home = organisation("plastalia", "cluster", now)
    network = organisation("network", "network", now)
    told = []
    for number in range(count + 1):
        person = Person(email=f"p{number}@example.org", name=f"Person {number}", confirmed_at=now,
                        locale="en", password=kept)  # fmt: skip
        db.session.add(person)
        db.session.flush()
        role = "administrator" if number < 2 else "staff"
        place = home if number else network
        member = Membership(person_id=person.id, organisation_id=place.id, role=role)
        db.session.add(member)
        token = secrets.token_urlsafe(32)
        session = SignIn(digest=digest(token), person_id=person.id,
                         expires_at=now + dt.timedelta(days=1))  # fmt: skip
        db.session.add(session)
        db.session.flush()
        db.session.add(ActingFor(sign_in_id=session.id, membership_id=member.id))
        told.append({"id": person.id, "token": token, "sign_in": session.id})
    return told[1:]


def organisation(slug: str, kind: str, now: dt.datetime) -> Organisation:
    row = Organisation(slug=slug, name=slug.capitalize(), kind=kind, sort_key=slug, folded=slug,
                       claimed_at=now, verified_at=now)  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


@operation
def opened(people: list[int], rooms: int, places: int) -> dict[int, list[int]]:
    """`rooms` rooms; everybody is in `places` of them, dealt out evenly."""
    made = [
        open_room(SYSTEM, f"Room {n}", holder_type="working_group", holder_id=n + 1,
                  place="A group", path="/groups/1")
        for n in range(rooms)
    ]  # fmt: skip
    home = db.session.query(Organisation.id).filter_by(slug="plastalia").scalar()
    inside: dict[int, list[int]] = {room.id: [] for room in made}
    for number, person in enumerate(people):
        for step in range(places):
            room = made[(number + step * rooms // places) % rooms]
            admit(room, person, home)
            inside[room.id].append(person)
    return inside


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
