"""Who may see what of the directory, and who fills it."""

from sqlalchemy import ColumnElement, and_

from grappe.foundation.policy import Principal, rule
from grappe.organisations.models import Organisation

# Companies are left out: none has agreed to a public page, and their cluster speaks for them.
PUBLIC_KINDS = (
    "cluster", "network", "research", "training_provider", "public_authority", "investor",
)  # fmt: skip


@rule("directory.read", Organisation)
def may_read(_: Principal) -> ColumnElement[bool]:
    """The directory is open to everybody."""
    return Organisation.kind.in_(PUBLIC_KINDS)


@rule("directory.load")
def may_load(p: Principal) -> ColumnElement[bool]:
    """The real clusters are put in when the platform starts; later the network may do it again."""
    return and_(p.active, p.network_admin)
