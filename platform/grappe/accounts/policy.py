"""Who may do what with an account: everybody with their own, nobody with another's."""

from sqlalchemy import ColumnElement, and_, false, true

from grappe.foundation import demonstration
from grappe.foundation.policy import Principal, rule

from .models import Person, SignIn


@rule("accounts.read", Person)
def may_read(p: Principal) -> ColumnElement[bool]:
    """Names and what one may be asked about are for the whole network, not for the public."""
    return and_(p.active, exists_active())


@rule("accounts.edit", Person)
def may_edit(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, Person.id == p.id)


@rule("accounts.suspend", Person, sees="accounts.suspend")
def may_suspend(p: Principal) -> ColumnElement[bool]:
    """The network's administrators, for those who are suspended already too; never themselves."""
    return and_(p.active, p.network_admin, Person.id != p.id, Person.confirmed_at.is_not(None))


@rule("accounts.end_sign_in", SignIn, sees="accounts.end_sign_in")
def may_end(p: Principal) -> ColumnElement[bool]:
    return and_(p.active, SignIn.person_id == p.id)


@rule("accounts.tend")
def may_tend(p: Principal) -> ColumnElement[bool]:
    """Nobody: what the worker does by itself."""
    return false()


@rule("accounts.demonstrate")
def may_demonstrate(p: Principal) -> ColumnElement[bool]:
    """To be an invented person, or to read the mails that were kept: in the demonstration only."""
    return true() if demonstration.is_on() else false()


def exists_active() -> ColumnElement[bool]:
    return and_(Person.confirmed_at.is_not(None), Person.suspended_at.is_(None))
