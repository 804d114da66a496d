"""Everybody who is signed in has a home, and only theirs."""

from sqlalchemy import ColumnElement

from grappe.foundation.policy import Principal, rule


@rule("home.visit")
def may_visit(p: Principal) -> ColumnElement[bool]:
    return p.active
