"""Other people: what the network may know of them, and the desk that may close their account."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.accounts.forms import ButtonForm, SuspendForm
from grappe.accounts.models import Person
from grappe.accounts.operations import suspension
from grappe.accounts.queries import of_person
from grappe.foundation.asking import me
from grappe.foundation.policy import abilities
from grappe.foundation.web import done, door, go, page

from .blueprint import bp


@bp.get("/people/<int:person_id>")
@door("accounts.read", Person, "person_id")
def profile(person: Person) -> ResponseReturnValue:
    may = abilities(me(), person, "accounts.edit", "accounts.suspend")
    return page("accounts/profile.html", person=person, may=may, **of_person(me(), person.id))


@bp.get("/people/<int:person_id>/access")
@door("accounts.suspend", Person, "person_id")
def access(person: Person) -> ResponseReturnValue:
    """For the network's administrators: open also when the account is suspended."""
    return page("accounts/access.html", person=person, form=SuspendForm())


@bp.post("/people/<int:person_id>/suspend")
@door("accounts.suspend", Person, "person_id")
def suspend(person: Person) -> ResponseReturnValue:
    form = SuspendForm()
    if not form.validate_on_submit():
        return page("accounts/access.html", 422, person=person, form=form)
    suspension.suspend(me(), person, form.reason.data)
    done(_("The account is suspended. Whatever was open is closed."))
    return go("accounts.access", person_id=person.id)


@bp.post("/people/<int:person_id>/unsuspend")
@door("accounts.suspend", Person, "person_id")
def unsuspend(person: Person) -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        suspension.unsuspend(me(), person)
        done(_("The account is open again."))
    return go("accounts.access", person_id=person.id)
