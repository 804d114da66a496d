"""What an organisation says of itself."""

from typing import Any

from sqlalchemy import delete

from grappe.foundation.actor import Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Conflict
from grappe.foundation.news import deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.foundation.text import fold
from grappe.organisations.models import Competence, Organisation, OrganisationEcosystem
from grappe.organisations.queries import Profile, profile_of

TEXTS = ("summary", "profile", "city", "website")


@operation
def edit(by: Actor, organisation: Organisation, values: dict[str, Any], seen: str) -> list[str]:
    """Change the profile; gives the names of what changed. Conflict, and nothing overwritten, when
    somebody else has changed it since the version `seen`."""
    require(by, "organisations.edit", organisation)
    lock(organisation)
    stored = profile_of(organisation)
    if seen != stored.version:
        raise Conflict
    changed = [name for name in Profile.FIELDS if name in values and values[name] != stored[name]]
    for name in changed:
        put(organisation, name, values[name])
    if "city" in changed and fold(organisation.city) not in organisation.folded:
        organisation.folded = f"{organisation.folded} {fold(organisation.city)}"
    organisation.confirmed_on = utc_now().date()
    if changed:
        deed(by, "organisations.edited", organisation, fields=changed)
    return changed


def put(organisation: Organisation, name: str, value: Any) -> None:
    if name in TEXTS:
        setattr(organisation, name, value)
    elif name == "ecosystems":
        mine = OrganisationEcosystem.organisation_id == organisation.id
        db.session.execute(delete(OrganisationEcosystem).where(mine))
        db.session.add_all(
            OrganisationEcosystem(organisation_id=organisation.id, ecosystem=code, position=i)
            for i, code in enumerate(value)
        )
    else:
        mine = Competence.organisation_id == organisation.id
        db.session.execute(delete(Competence).where(mine, Competence.side == name))
        db.session.add_all(
            Competence(organisation_id=organisation.id, side=name, words=words, folded=fold(words))
            for words in value
        )


@operation
def confirm(by: Actor, organisation: Organisation) -> None:
    """Say that the profile is still right, as of today."""
    require(by, "organisations.edit", organisation)
    organisation.confirmed_on = utc_now().date()
    deed(by, "organisations.confirmed", organisation)
