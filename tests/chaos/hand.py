"""Takes people's access away, as the platform itself does it, in a process of its own.

One JSON object a line comes in, {"act": …, "person": …, "room": …, "token": …}; out goes when it
was committed and the newest event of each room then: what has a higher number was said afterwards.
"""

import json
import sys
import time
from typing import Any

from sqlalchemy import select

from config import Settings
from grappe import create_app
from grappe.accounts.models import Person
from grappe.accounts.operations import recovery, sessions, suspension
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.operations import operation
from grappe.foundation.passwords import hashed
from grappe.organisations.models import Membership, Organisation
from grappe.organisations.operations import team
from grappe.organisations.session import acting, actor_of
from grappe.rooms.models import Room
from grappe.rooms.operations.membership import dismiss


def administrator(slug: str) -> Actor:
    found = db.session.execute(
        select(Membership.person_id, Organisation.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.slug == slug, Membership.role == "administrator")
    ).first()
    assert found is not None
    actor = acting(*found)
    assert actor is not None
    return actor


@operation
def dismissed(said: dict[str, Any]) -> None:
    dismiss(db.session.get_one(Room, said["room"]), said["person"])


def left(said: dict[str, Any]) -> None:
    member = db.session.scalars(select(Membership).filter_by(person_id=said["person"])).one()
    team.end_membership(administrator("plastalia"), member)


def suspended(said: dict[str, Any]) -> None:
    person = db.session.get_one(Person, said["person"])
    suspension.suspend(administrator("network"), person, "a test")


def signed_out(said: dict[str, Any]) -> None:
    by = actor_of(said["token"])
    assert by is not None
    sessions.sign_out(by)


def password(said: dict[str, Any]) -> None:
    person = db.session.get_one(Person, said["person"])
    home = db.session.scalars(select(Organisation.id).filter_by(slug="plastalia")).one()
    by = acting(person.id, home)
    assert by is not None
    recovery.change_password(by, person.password, hashed("another horse, another battery"))


ACTS = {f.__name__: f for f in (dismissed, left, suspended, signed_out, password)}


def main() -> None:
    app = create_app(Settings.from_environment())
    print("ready", flush=True)
    for line in sys.stdin:
        said = json.loads(line)
        with app.app_context():
            ACTS[said["act"]](said)
            at = time.monotonic()
            db.session.rollback()
            heads = {
                row.id: row.last_seq for row in db.session.execute(select(Room.id, Room.last_seq))
            }
        print(json.dumps({"at": at, "heads": heads}), flush=True)


if __name__ == "__main__":
    main()
