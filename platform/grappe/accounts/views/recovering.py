"""Choosing a new password by a link, for those who have forgotten theirs."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from grappe.accounts.forms import ForgottenForm, NewPasswordForm
from grappe.accounts.operations import recovery
from grappe.accounts.queries import link_about
from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.visits import visit, welcome
from grappe.foundation.web import done, door, page

from .blueprint import bp
from .signing_in import to


@bp.route("/forgotten", methods=["GET", "POST"])
@door("public")
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        recovery.ask_reset(me(), form.email.data, visit().network)
        return page("accounts/mail_sent.html", kind="reset", address=form.email.data)
    return page("accounts/forgotten.html", 422 if form.errors else 200, form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@door("public")
def reset(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    try:
        about = link_about(token, recovery.RESET)
    except Invalid as refusal:
        return page("accounts/link_over.html", 422, kind="reset", refusal=refusal)
    if form.validate_on_submit():
        try:
            session = recovery.recover(me(), token, form.password.data, visit())
        except Invalid as refusal:
            form.blame(refusal)
        else:
            answer = welcome(to(url_for("home.index")), session, 0, stay=False)
            done(_("Your new password stands. You are signed out everywhere else."))
            return answer
    return page("accounts/reset.html", 422 if form.errors else 200, form=form, about=about)
