"""Opening rooms and letting people in and out: for the slices whose rooms they are.

Not operations themselves: they belong to the transaction of whoever calls them, which has asked its
own policy. Every change raises the room's `acl_version` in that transaction.
"""

from sqlalchemy import select, update

from grappe.foundation.actor import Actor
from grappe.foundation.bell import ring
from grappe.foundation.db import db, utc_now
from grappe.foundation.operations import after_commit, in_operation, lock
from grappe.foundation.watch import push

from ..models import JOINING, MEMBER, ROLES, Room, RoomMember
from .log import take_turn, write_event
from .marks import move_mark
from .tracing import trace


def open_room(  # noqa: PLR0913  a room has that many facts, all named
    by: Actor, title: str, *, holder_type: str, holder_id: int, place: str, path: str,
    private: bool = True,
) -> Room:  # fmt: skip
    """A new room without anybody in it; `holder` is the row it belongs to, `path` its page."""
    assured()
    room = Room(title=title, holder_type=holder_type, holder_id=holder_id, place=place, path=path,
                private=private)  # fmt: skip
    db.session.add(room)
    db.session.flush()
    return room


def admit(
    room: Room, person_id: int, organisation_id: int | None, role: str = MEMBER,
    history: bool = True,
) -> RoomMember:  # fmt: skip
    """Let somebody in, or change their role. Without `history` they see only what comes after."""
    assured()
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    lock(room)
    member = active_member(room, person_id)
    if member is None:
        return let_in(room, person_id, organisation_id, role, history)
    if (member.role, member.organisation_id) != (role, organisation_id):
        member.role, member.organisation_id = role, organisation_id
        note_change(room)
        push(f"people/{person_id}")
    return member


def let_in(
    room: Room, person_id: int, organisation_id: int | None, role: str, history: bool
) -> RoomMember:
    turn = take_turn(room, access=1)
    member = RoomMember(
        room_id=room.id, person_id=person_id, organisation_id=organisation_id, role=role,
        from_seq=1 if history else turn.seq,
    )  # fmt: skip
    db.session.add(member)
    db.session.flush()
    write_event(room.id, turn, JOINING, person_id, organisation_id=organisation_id, body="joined")
    move_mark(person_id, room.id, turn.seq, turn.count)  # what was said before is not news to them
    push(f"people/{person_id}")
    return member


def dismiss(room: Room, person_id: int) -> bool:
    """End somebody's membership: nothing that is committed from now on reaches them."""
    assured()
    lock(room)
    member = active_member(room, person_id)
    if member is None:
        return False
    member.left_at = utc_now()
    turn = take_turn(room, access=1)
    write_event(
        room.id, turn, JOINING, person_id, organisation_id=member.organisation_id, body="left"
    )
    push(f"people/{person_id}")
    return True


def archive(by: Actor, room: Room) -> None:
    """The room stays to be read; nobody writes in it any more."""
    assured()
    lock(room)
    if room.archived_at is None:
        room.archived_at = utc_now()
        note_change(room)
        trace(by, room, "archive")


def reopen(by: Actor, room: Room) -> None:
    """What was archived is written in again by those who may."""
    assured()
    lock(room)
    if room.archived_at is not None:
        room.archived_at = None
        note_change(room)
        trace(by, room, "reopen")


def rename(room: Room, title: str, place: str) -> None:
    assured()
    lock(room)
    room.title, room.place = title, place
    note_change(room)


def note_change(room: Room) -> None:
    """Without an entry in the log: who may do what has changed, not what was said."""
    counted = update(Room).where(Room.id == room.id).values(acl_version=Room.acl_version + 1)
    db.session.execute(counted.execution_options(synchronize_session=False))
    after_commit(lambda: ring(f"room:{room.id}"))


def active_member(room: Room, person_id: int) -> RoomMember | None:
    mine = select(RoomMember).where(
        RoomMember.room_id == room.id,
        RoomMember.person_id == person_id,
        RoomMember.left_at.is_(None),
    )
    return db.session.scalars(mine).one_or_none()


def assured() -> None:
    if not in_operation():
        raise RuntimeError("rooms change inside the @operation of the slice they belong to")
