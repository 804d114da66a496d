"""My account: how Grappe looks to me, my password, my address, where I am signed in."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from grappe.accounts import queries
from grappe.accounts.forms import ChangeAddressForm, ChangePasswordForm, PreferencesForm
from grappe.accounts.models import SignIn
from grappe.accounts.operations import own, recovery, sessions
from grappe.foundation.asking import me
from grappe.foundation.errors import Invalid
from grappe.foundation.visits import visit
from grappe.foundation.web import done, door, go, page

from .blueprint import bp


@bp.route("/preferences", methods=["GET", "POST"])
@door("signed_in")
def preferences() -> ResponseReturnValue:
    person = queries.own(me())
    form = PreferencesForm(obj=person)
    if form.validate_on_submit():
        own.edit(me(), person, form.values(*own.EDITABLE))
        done(_("Your preferences are saved. They apply on all your devices."))
        return go("accounts.preferences")
    return page("accounts/preferences.html", 422 if form.errors else 200, form=form)


@bp.get("/security")
@door("signed_in")
def security() -> ResponseReturnValue:
    return page("accounts/security.html", sessions=queries.sessions(me()))


@bp.route("/security/password", methods=["GET", "POST"])
@door("signed_in")
def password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            recovery.change(me(), form.current.data, form.new.data, visit().network)
        except Invalid as refusal:
            form.blame(refusal)
        else:
            done(_("Your new password stands. You are signed out everywhere else."))
            return go("accounts.security")
    return page("accounts/password.html", 422 if form.errors else 200, form=form)


@bp.route("/security/address", methods=["GET", "POST"])
@door("signed_in")
def address() -> ResponseReturnValue:
    form = ChangeAddressForm()
    if form.validate_on_submit():
        try:
            own.change_address(me(), form.email.data, form.current.data, visit().network)
            return page("accounts/mail_sent.html", kind="address", address=form.email.data)
        except Invalid as refusal:
            form.blame(refusal)
    return page("accounts/address.html", 422 if form.errors else 200, form=form)


@bp.post("/sessions/<int:sign_in_id>/end")
@door("accounts.end_sign_in", SignIn, "sign_in_id")
def end_session(sign_in: SignIn) -> ResponseReturnValue:
    sessions.end(me(), sign_in)
    done(_("This device is signed out."))
    return go("accounts.security")


@bp.post("/sessions/end-others")
@door("signed_in")
def end_other_sessions() -> ResponseReturnValue:
    count = sessions.end_others(me())
    done(ngettext("%(num)d other device is signed out.", "%(num)d other devices are signed out.",
                  count))  # fmt: skip
    return go("accounts.security")
