"""Who may do what in a room: its members, and nobody else, however powerful elsewhere."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from grappe.foundation.db import moment
from grappe.foundation.policy import Principal, rule
from grappe.organisations.policy import belongs

from .models import (
    CHAIR,
    DECISION,
    MEMBER,
    OPEN,
    SECRETARY,
    Mark,
    Message,
    Mute,
    Report,
    Room,
    RoomAct,
    RoomFile,
    RoomMember,
)

WRITERS = (CHAIR, SECRETARY, MEMBER)
MANAGERS = (CHAIR, SECRETARY)
# Rules are written anew for each question that is asked of a room: aliases of the tables made once
# take half of what that costs. Nothing outside the rules below may be selected from them.
_member, _room = RoomMember.__table__.alias(), Room.__table__.alias()
_mute = Mute.__table__.alias()


def is_member(
    p: Principal, room_id: Any, roles: tuple[str, ...] = (), seq: Any = None, speaks: bool = False
) -> ColumnElement[bool]:
    """In the room now, and still with the organisation they are there for. With `seq`, an event
    that is not older than what they may see. With `speaks`, not muted."""
    mine = _member.c
    conditions = [
        mine.person_id == p.id,
        mine.room_id == room_id,
        mine.left_at.is_(None),
        or_(mine.organisation_id.is_(None), belongs(p, mine.organisation_id)),
    ]
    if roles:
        conditions.append(mine.role.in_(roles))
    if seq is not None:
        conditions.append(mine.from_seq <= seq)
    if speaks:
        conditions.append(or_(mine.role.in_(MANAGERS), ~muted(mine)))
    return and_(p.active, select(mine.id).where(*conditions).correlate_except(_member).exists())


def muted(mine: Any) -> ColumnElement[bool]:
    """The person of a membership (its columns) may not speak at this moment."""
    standing = select(_mute.c.id).where(
        _mute.c.room_id == mine.room_id,
        _mute.c.person_id == mine.person_id,
        _mute.c.lifted_at.is_(None),
        or_(_mute.c.until.is_(None), _mute.c.until > moment()),
    )
    return standing.correlate_except(_mute).exists()


@rule("rooms.read", Room)
def may_read(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Room.id)


@rule("rooms.post", Room)
def may_post(p: Principal) -> ColumnElement[bool]:
    return and_(Room.archived_at.is_(None), is_member(p, Room.id, WRITERS, speaks=True))


@rule("rooms.manage", Room)
def may_manage(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Room.id, MANAGERS)


@rule("rooms.keep", Room)
def may_keep(p: Principal) -> ColumnElement[bool]:
    """How long what is said is kept: whoever chairs the room decides."""
    return is_member(p, Room.id, (CHAIR,))


def is_open(room_id: Any) -> ColumnElement[bool]:
    found = select(_room.c.id).where(_room.c.id == room_id, _room.c.archived_at.is_(None))
    return found.correlate_except(_room).exists()


@rule("rooms.read_message", Message, sees="rooms.read_message")
def may_read_message(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Message.room_id, seq=Message.seq)


@rule("rooms.read_file", RoomFile, sees="rooms.read_file")
def may_read_file(p: Principal) -> ColumnElement[bool]:
    """Whoever may read the message it was sent with, as long as that stands."""
    sent = select(Message.id).where(
        Message.id == RoomFile.message_id, Message.deleted_at.is_(None), may_read_message(p)
    )
    return sent.correlate_except(Message).exists()


@rule("rooms.discard_file", RoomFile, sees="rooms.discard_file")
def may_discard_file(p: Principal) -> ColumnElement[bool]:
    """One's own, before a message has named it."""
    waits = and_(RoomFile.message_id.is_(None), RoomFile.author_id == p.id)
    return and_(waits, is_member(p, RoomFile.room_id))


@rule("rooms.edit_message", Message, sees="rooms.read_message")
def may_edit_message(p: Principal) -> ColumnElement[bool]:
    """One's own words, while one may speak."""
    speaks = is_member(p, Message.room_id, WRITERS, Message.seq, speaks=True)
    return and_(Message.author_id == p.id, is_open(Message.room_id), speaks)


@rule("rooms.delete_message", Message, sees="rooms.read_message")
def may_delete_message(p: Principal) -> ColumnElement[bool]:
    """One's own; those who run the room may take out anybody's."""
    own = and_(Message.author_id == p.id, is_member(p, Message.room_id, WRITERS, Message.seq))
    run = is_member(p, Message.room_id, MANAGERS, Message.seq)
    return and_(is_open(Message.room_id), or_(own, run))


@rule("rooms.restore_message", Message, sees="rooms.read_message")
def may_restore_message(p: Principal) -> ColumnElement[bool]:
    """What one has deleted oneself; for how long is the operation's to say."""
    return and_(Message.deleted_by_id == p.id, may_edit_message(p))


@rule("rooms.react", Message, sees="rooms.read_message")
@rule("rooms.pin", Message, sees="rooms.read_message")
@rule("rooms.mark", Message, sees="rooms.read_message")
def may_respond(p: Principal) -> ColumnElement[bool]:
    speaks = is_member(p, Message.room_id, WRITERS, Message.seq, speaks=True)
    return and_(is_open(Message.room_id), speaks)


@rule("marks.read", Mark)
def may_read_mark(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Mark.room_id, seq=Mark.seq)


def runs(p: Principal) -> ColumnElement[bool]:
    return is_member(p, Mark.room_id, MANAGERS, Mark.seq)


@rule("marks.amend", Mark)
def may_amend_mark(p: Principal) -> ColumnElement[bool]:
    """Whoever wrote it into the record, and those who run the room."""
    speaks = is_member(p, Mark.room_id, WRITERS, Mark.seq, speaks=True)
    wrote = and_(Mark.by_id == p.id, speaks)
    return and_(is_open(Mark.room_id), or_(wrote, runs(p)))


@rule("marks.settle", Mark)
def may_settle_mark(p: Principal) -> ColumnElement[bool]:
    """A decision is adopted by those who run the room; an action is done when its owner says so."""
    concerned = and_(
        Mark.kind != DECISION,
        or_(Mark.owner_id == p.id, Mark.by_id == p.id),
        is_member(p, Mark.room_id, WRITERS, Mark.seq),
    )
    return and_(is_open(Mark.room_id), or_(concerned, runs(p)))


@rule("marks.agree", Mark)
def may_agree(p: Principal) -> ColumnElement[bool]:
    """To a decision that is still proposed."""
    proposed = and_(Mark.kind == DECISION, Mark.state == OPEN, is_open(Mark.room_id))
    return and_(proposed, is_member(p, Mark.room_id, WRITERS, Mark.seq))


@rule("rooms.report", Message, sees="rooms.read_message")
def may_report(p: Principal) -> ColumnElement[bool]:
    """What others have said, whether or not one may speak oneself."""
    return and_(Message.author_id != p.id, is_member(p, Message.room_id, seq=Message.seq))


def judges(p: Principal) -> ColumnElement[bool]:
    """Those who run the room, but nobody over their own words; the network what it was given."""
    run = is_member(p, Report.room_id, MANAGERS, Report.seq)
    asked = and_(p.network_admin, Report.forwarded_at.is_not(None))
    return and_(p.active, Report.about_id != p.id, or_(run, asked))


@rule("reports.read", Report)
def may_read_report(p: Principal) -> ColumnElement[bool]:
    """Whoever judges it, and whoever made it, as long as they are in the room."""
    made = and_(Report.by_id == p.id, is_member(p, Report.room_id, seq=Report.seq))
    return or_(made, judges(p))


@rule("reports.judge", Report)
def may_judge(p: Principal) -> ColumnElement[bool]:
    return judges(p)


@rule("reports.decide", Report)
def may_decide(p: Principal) -> ColumnElement[bool]:
    """Once the network was asked, it is the network's to settle."""
    run = is_member(p, Report.room_id, MANAGERS, Report.seq)
    ours = and_(Report.forwarded_at.is_(None), run)
    theirs = and_(Report.forwarded_at.is_not(None), p.network_admin)
    return and_(p.active, Report.about_id != p.id, or_(ours, theirs))


@rule("acts.read", RoomAct)
def may_read_act(p: Principal) -> ColumnElement[bool]:
    """All of them for those who run the room; for the others what concerns them."""
    mine = and_(RoomAct.person_id == p.id, is_member(p, RoomAct.room_id))
    return or_(mine, is_member(p, RoomAct.room_id, MANAGERS))
