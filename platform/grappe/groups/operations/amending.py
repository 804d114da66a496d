"""Changing what a group says of itself."""

from typing import Any

from grappe.foundation.actor import Actor
from grappe.foundation.errors import N_, Conflict
from grappe.foundation.news import access_shrank, deed
from grappe.foundation.operations import lock, operation
from grappe.foundation.policy import require
from grappe.rooms.operations import membership as rooms

from ..models import HIDDEN, WorkingGroup
from .founding import write
from .seats import need_life, rooms_of, tell

SAID = ("name", "mandate", "sponsor", "starts_on", "ends_on", "joining", "seats_per_organisation")


@operation
def amend(by: Actor, group: WorkingGroup, version: int, **said: Any) -> WorkingGroup:
    """Write `said` (some of SAID) over the text of `version`; Conflict when that is past."""
    require(by, "groups.manage", group)
    lock(group)
    need_life(group)
    before = {name: getattr(group, name) for name in SAID}
    if all(before[name] == value for name, value in said.items()):
        return group  # a second click, or nothing new
    if group.version != version:
        raise Conflict(N_("Somebody changed this group in the meantime. Nothing was overwritten."))
    write(group, {name: said[name] for name in SAID if name in said})
    group.version += 1
    if group.name != before["name"]:
        for room in rooms_of(group):
            rooms.rename(room, room.title, group.name)
    if group.joining == HIDDEN:
        access_shrank()
    deed(by, "groups.amended", group, version=group.version)
    tell(group)
    return group
