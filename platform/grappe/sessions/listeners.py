"""What sessions do on the news of organisations, and on their own."""

from grappe.foundation.actor import SYSTEM
from grappe.foundation.models import Deed
from grappe.foundation.news import on_deed

from .models import CLOSED
from .operations import minutes
from .operations.planning import coming
from .queries import minutes as queries


@on_deed("organisations.left")
def give_places_back(deed: Deed) -> None:
    """Whoever left an organisation does not come for it any more. Twice does no harm."""
    coming.left_organisation(SYSTEM, deed.object_id)


@on_deed("sessions.closed")
def draft_minutes(deed: Deed) -> None:
    """The draft is there when the session is over. Twice it is the same one."""
    session = queries.session_numbered(deed.object_id)
    if session is not None and session.state == CLOSED:
        minutes.draft(SYSTEM, session)
