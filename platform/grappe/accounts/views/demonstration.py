"""The demonstration: be one of its people without a password, read the mails that were kept."""

from flask import request
from flask.typing import ResponseReturnValue

from grappe.accounts.operations.demonstration import be_demo_person
from grappe.foundation import demonstration, kept_mail
from grappe.foundation.asking import me
from grappe.foundation.errors import Missing
from grappe.foundation.visits import visit, welcome
from grappe.foundation.web import door, page

from .blueprint import bp
from .signing_in import to


@bp.post("/demonstration/<int:person_id>")
@door("public")
def be(person_id: int) -> ResponseReturnValue:
    only_here()
    token = be_demo_person(me(), person_id, visit())
    return welcome(to(request.form.get("next")), token, 0, stay=False)


@bp.get("/demo-mail")
@door("public")
def demo_mail() -> ResponseReturnValue:
    """Without a mail server mails are files: whoever registers finds the link in this list."""
    only_here()
    return page("accounts/demo_mail.html", mails=kept_mail.latest())


def only_here() -> None:
    if not demonstration.is_on():
        raise Missing
