"""What groups do on the news of organisations."""

from grappe.foundation.actor import SYSTEM
from grappe.foundation.models import Deed
from grappe.foundation.news import on_deed

from .operations import left_organisation


@on_deed("organisations.left")
def end_seats(deed: Deed) -> None:
    """Whoever left an organisation gives up the seats they held for it. Twice does no harm."""
    left_organisation(SYSTEM, deed.object_id)
