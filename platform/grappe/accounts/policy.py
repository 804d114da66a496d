"""Who may do what with an account: everybody with their own, nobody with another's."""

from sqlalchemy import ColumnElement, and_

from grappe.foundation.policy import Principal, rule

from .models import Person, SignIn


@rule("accounts.read", Person)
def may_read(p: Principal) -> ColumnElement[bool]:
    """Names and what one may be asked about are for the whole network, not for the public."""
    return and_(p.active, exists_active())


@rule("accounts.edit", Person)
def may_edit(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, Person.id == p.id)


@rule("accounts.suspend", Person)
def may_suspend(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, p.network_admin, Person.id != p.id)


@rule("accounts.end_sign_in", SignIn, sees="accounts.end_sign_in")
def may_end(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, SignIn.person_id == p.id)


def exists_active() -> ColumnElement[bool]:
    return and_(Person.confirmed_at.is_not(None), Person.suspended_at.is_(None))
