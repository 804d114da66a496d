"""The demonstration: whoever comes may be one of its invented people."""

from grappe.accounts.models import Person
from grappe.foundation import demonstration
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.errors import Missing
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.visits import Visit

from .sessions import begin


@operation
def be_demo_person(by: Actor, person_id: int, visit: Visit) -> str:
    """A session without a password, for invented people of the demonstration only."""
    require(by, "accounts.demonstrate")
    person = db.session.get(Person, person_id)
    if person is None or not person.active or not person.email.endswith(demonstration.ENDING):
        raise Missing
    return begin(by, person, visit)
