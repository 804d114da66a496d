"""The first administrator of a network, asked in by whoever operates the installation."""

from sqlalchemy import select

from grappe.foundation.actor import Actor
from grappe.foundation.addresses import normal
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import N_, Invalid
from grappe.foundation.news import deed
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold, slug, tidy
from grappe.organisations.models import ADMINISTRATOR, Invitation, Organisation
from grappe.organisations.queries import free_address

from .inviting import renew, write


@operation
def ask_administrator(by: Actor, written: str, network: str) -> tuple[str, str]:
    """Send an invitation to administer the network, which `network` names if there is none yet.

    Gives the network's name and the link's secret. Also for an address that was asked before and
    when nobody is left who could let anybody in."""
    require(by, "organisations.found_network")
    email = normal(written)
    if email is None:
        raise Invalid(N_("This is not an address that mail can be sent to."), field="email")
    organisation = the_network() or found(tidy(network))
    invitation = Invitation(organisation_id=organisation.id, email=email, role=ADMINISTRATOR)
    token = renew(invitation)
    db.session.add(invitation)
    db.session.flush()
    write(by, organisation.name, invitation, token)
    deed(by, "organisations.invited", organisation, invitation=invitation.id, role=ADMINISTRATOR)
    return organisation.name, token


def the_network() -> Organisation | None:
    """The one that was here first: there is hardly ever another."""
    first = select(Organisation).where(Organisation.kind == "network").order_by(Organisation.id)
    return db.session.scalars(first.limit(1).with_for_update()).one_or_none()


def found(name: str) -> Organisation:
    if not 2 <= len(name) <= 160:
        raise Invalid(N_("Give the network's name, in 2 to 160 characters."), field="network")
    network = Organisation(
        slug=free_address(slug(name)), name=name, sort_key=fold(name), folded=fold(name),
        kind="network", claimed_at=utc_now(),
    )  # fmt: skip
    db.session.add(network)
    db.session.flush()
    return network
