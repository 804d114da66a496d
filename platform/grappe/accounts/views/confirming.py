"""Registering, and confirming an address by the link that was sent to it."""

from flask.typing import ResponseReturnValue

from grappe.accounts.forms import ButtonForm, RegisterForm
from grappe.accounts.operations import joining, own
from grappe.accounts.queries import link_about
from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.formats import language
from grappe.foundation.visits import visit
from grappe.foundation.web import door, page

from .blueprint import bp


@bp.route("/register", methods=["GET", "POST"])
@door("public")
def register() -> ResponseReturnValue:
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            joining.apply(me(), form.email.data, form.name.data, form.password.data, language(),
                          visit().network)  # fmt: skip
            return page("accounts/mail_sent.html", kind="confirm", address=form.email.data)
        except Invalid as refusal:
            form.blame(refusal)
    return page("accounts/register.html", 422 if form.errors else 200, form=form)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@door("public")
def confirm(token: str) -> ResponseReturnValue:
    """Looking does nothing: programs that check links in mails look too."""
    form = ButtonForm()
    try:
        if form.validate_on_submit():
            email = joining.confirm_address(me(), token, visit().network)
            return page("accounts/confirmed.html", kind="confirm", address=email)
        about = link_about(token, joining.CONFIRM)
    except Invalid as refusal:
        return page("accounts/link_over.html", 422, kind="confirm", refusal=refusal)
    return page("accounts/confirm.html", 200, form=form, kind="confirm", about=about)


@bp.route("/address/<token>", methods=["GET", "POST"])
@door("public")
def new_address(token: str) -> ResponseReturnValue:
    form = ButtonForm()
    try:
        if form.validate_on_submit():
            own.confirm_new_address(me(), token)
            return page("accounts/confirmed.html", kind="address", address="")
        about = link_about(token, own.ADDRESS)
    except Invalid as refusal:
        return page("accounts/link_over.html", 422, kind="address", refusal=refusal)
    return page("accounts/confirm.html", 200, form=form, kind="address", about=about)
