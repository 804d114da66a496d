"""Ten minutes after a message was deleted nothing of it is left."""

from grappe.foundation.actor import SYSTEM, Actor
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import operation
from grappe.foundation.policy import require
from grappe.foundation.tasks import task

from ..models import TAKE_BACK, Message
from .files import drop_files

FORGET = "rooms.forget"


@task(FORGET)
def forget(promised: dict[str, int]) -> None:
    forget_deleted(SYSTEM, promised["message"])


@operation
def forget_deleted(by: Actor, message_id: int) -> None:
    """Ten minutes after its author has deleted a message, its words are gone for good."""
    require(by, "signed_in")
    message = db.session.get(Message, message_id)
    if message is None or message.deleted_at is None:
        return
    if utc_now() >= message.deleted_at + TAKE_BACK:
        message.kept = None
        drop_files([message.id])
