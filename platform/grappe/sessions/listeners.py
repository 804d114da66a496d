"""What sessions do on the news of organisations."""

from grappe.foundation.actor import SYSTEM
from grappe.foundation.models import Deed
from grappe.foundation.news import on_deed

from .operations.planning import coming


@on_deed("organisations.left")
def give_places_back(deed: Deed) -> None:
    """Whoever left an organisation does not come for it any more. Twice does no harm."""
    coming.left_organisation(SYSTEM, deed.object_id)
