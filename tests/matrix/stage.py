"""One object of every class there is, with a canary word in each text that is not for everybody.

Plastalia calls, Textora answers. Ada chairs the groups, Alix is secretary, Bo a member, Bea an
observer; Cy was a member once, Nils is invited, Oda asks to come in.
"""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from grappe.accounts.models import Person
from grappe.calls.models import (
    Call,
    CallCluster,
    CallQuestion,
    Interest,
    InterestFile,
    InterestNote,
    InterestSeat,
    Seat,
)  # fmt: skip
from grappe.foundation.db import db, utc_now
from grappe.foundation.storage import write
from grappe.foundation.text import fold
from grappe.groups.models import (
    GroupInvitation,
    GroupMember,
    GroupRequest,
    GroupRoom,
    WorkingGroup,
)  # fmt: skip
from grappe.organisations.models import Invitation, Membership
from grappe.rooms.models import Mark, Message, Reaction, Room, RoomEvent, RoomMember
from tests.matrix.stage_minutes import minutes
from tests.matrix.stage_sessions import sessions

from .stage_order import order, shut_room

Stage = dict[str, Any]
LATER = dt.timedelta(days=20)


def added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def set_up(world: SimpleNamespace) -> Stage:
    """Ids by class of object: stage["call:draft"], stage["room:hidden"]…"""
    stage: Stage = {}
    for add in (calls, interests, groups, people, sessions, minutes):
        add(stage, world)
    shut_room(stage, world)
    db.session.commit()
    return stage


def calls(stage: Stage, world: SimpleNamespace) -> None:
    for name, state, visibility in (
        ("draft", "draft", "public"), ("public", "open", "public"), ("network", "open", "network"),
        ("named", "open", "clusters"), ("closed", "closed", "public"),
    ):  # fmt: skip
        title = f"Canarycall{name}"
        call = added(Call(
            key=str(uuid.uuid4()), organisation_id=world.plastalia, author_id=world.ada,
            second_contact_id=world.alix, title=title, summary=f"{title} summary", folded=fold(title),
            state=state, visibility=visibility, deadline=utc_now() + LATER, language="en",
            published_at=None if state == "draft" else utc_now(), on_behalf_of_id=world.fibrelle,
            outcome="cancelled" if state == "closed" else "",
            closed_at=utc_now() if state == "closed" else None,
        ))  # fmt: skip
        added(Seat(call_id=call.id, words="infrared sensors", match_key=" infrared sensor "))
        question = added(CallQuestion(
            call_id=call.id, person_id=world.cy, organisation_id=world.aquavia,
            body=f"Canaryquestion{name}",
        ))  # fmt: skip
        stage[f"call:{name}"], stage[f"question:{name}"] = call.id, question.id
    added(CallCluster(call_id=stage["call:named"], organisation_id=world.textora))


def interests(stage: Stage, world: SimpleNamespace) -> None:
    # One answer of an organisation to a call: each state answers another call.
    for name, call, sent in (
        ("draft", "named", False), ("sent", "public", True), ("accepted", "network", True),
    ):  # fmt: skip
        seat = db.session.scalars(
            db.select(Seat).where(Seat.call_id == stage[f"call:{call}"])
        ).first()
        row = added(Interest(
            key=str(uuid.uuid4()), call_id=stage[f"call:{call}"], caller_id=world.plastalia,
            organisation_id=world.textora, person_id=world.bo, party_id=world.textora, state=name,
            message=f"Canaryinterest{name}", sent_at=utc_now() if sent else None,
        ))  # fmt: skip
        assert seat is not None
        added(InterestSeat(interest_id=row.id, seat_id=seat.id, granted=name == "accepted"))
        file = added(InterestFile(
            interest_id=row.id, key=f"{len(stage) % 256:02x}/{uuid.uuid4().hex}",
            name=f"Canaryfile{name}.txt", type="text/plain", size=17, sha256="0" * 64,
        ))  # fmt: skip
        write(file.key, b"Canaryfilecontent")
        if sent:
            added(InterestNote(
                interest_id=row.id, person_id=world.bo, organisation_id=world.textora,
                body=f"Canarynote{name}",
            ))  # fmt: skip
        stage[f"interest:{name}"], stage[f"file:{name}"] = row.id, file.id


def groups(stage: Stage, world: SimpleNamespace) -> None:
    for name in ("open", "request", "invitation", "hidden", "closed"):
        group = added(WorkingGroup(
            name=f"Canarygroup{name}", mandate=f"Canarymandate{name}", organisation_id=world.plastalia,
            joining="invitation" if name == "closed" else name,
            state="closed" if name == "closed" else "active", folded=f"canarygroup{name}",
            closed_at=utc_now() if name == "closed" else None,
        ))  # fmt: skip
        place = room(stage, world, name, group)
        for person, organisation, role in (
            ("ada", "plastalia", "chair"), ("alix", "plastalia", "secretary"),
            ("bo", "textora", "member"), ("bea", "textora", "observer"), ("cy", "aquavia", "member"),
        ):  # fmt: skip
            ids = {
                "person_id": getattr(world, person),
                "organisation_id": getattr(world, organisation),
            }
            gone = utc_now() if person == "cy" else None
            member = added(GroupMember(group_id=group.id, role=role, until=gone, **ids))
            added(RoomMember(room_id=place.id, role=role, left_at=gone, **ids))
            stage[f"member:{name}-{person}"] = member.id
        stage[f"group:{name}"] = group.id
        invitation = added(GroupInvitation(
            group_id=group.id, person_id=world.nils, organisation_id=world.network,
            invited_by_id=world.ada,
        ))  # fmt: skip
        stage[f"group_invitation:{name}"] = invitation.id
    request = added(GroupRequest(
        group_id=stage["group:request"], person_id=world.oda, organisation_id=world.region,
        message="Canaryrequest",
    ))  # fmt: skip
    stage["request:waiting"] = request.id


def room(stage: Stage, world: SimpleNamespace, name: str, group: WorkingGroup) -> Room:
    place = added(Room(
        title=f"Canaryroom{name}", place=group.name, path=f"/groups/{group.id}",
        holder_type="working_group", holder_id=group.id, last_seq=5, message_count=5,
        archived_at=utc_now() if name == "closed" else None,
    ))  # fmt: skip
    link = added(GroupRoom(group_id=group.id, room_id=place.id))
    stage[f"room:{name}"], stage[f"place:{name}"] = place.id, link.id
    for seq, person, organisation in ((1, "ada", "plastalia"), (2, "bo", "textora")):
        body = f"Canarymessage{name}{person}"
        ids = {"author_id": getattr(world, person), "organisation_id": getattr(world, organisation)}
        message = added(Message(room_id=place.id, seq=seq, number=seq, body=body, **ids))
        added(RoomEvent(room_id=place.id, seq=seq, type="message", client_id=uuid.uuid4(),
                        message_id=message.id, body=body, **ids))  # fmt: skip
        stage[f"message:{name}-{person}"] = message.id
    record(stage, world, name, place)
    order(stage, world, name, place)
    return place


def record(stage: Stage, world: SimpleNamespace, name: str, place: Room) -> None:
    """Bo has proposed a decision and taken on an action; he has just deleted something."""
    for seq, what in ((3, "mark"), (4, "todo"), (5, "taken")):
        ids = {"author_id": world.bo, "organisation_id": world.textora}
        deleted = {"deleted_at": utc_now(), "deleted_by_id": world.bo, "kept": f"Canarykept{name}"}
        message = added(Message(
            room_id=place.id, seq=seq, number=seq, body="" if what == "taken" else f"Canarysaid{name}",
            **ids, **(deleted if what == "taken" else {}),
        ))  # fmt: skip
        added(RoomEvent(room_id=place.id, seq=seq, type="message", client_id=uuid.uuid4(),
                        message_id=message.id, body=message.body or None, **ids))  # fmt: skip
        if what == "taken":
            stage[f"message:{name}-taken"] = message.id
            continue
        added(Reaction(message_id=message.id, kind="agree", person_id=world.ada))
        entry = added(Mark(
            room_id=place.id, message_id=message.id, seq=seq, holder_type=place.holder_type,
            holder_id=place.holder_id, kind="decision" if what == "mark" else "action", number=1,
            words=f"Canary{what}{name}", by_id=world.bo,
            owner_id=world.bo if what == "todo" else None,
        ))  # fmt: skip
        stage[f"mark:{name}" if what == "mark" else f"mark:{name}todo"] = entry.id


def people(stage: Stage, world: SimpleNamespace) -> None:
    for name in ("bo", "sam", "nora"):
        stage[f"person:{name}"] = getattr(world, name)
    for name, organisation in (("alix", "plastalia"), ("bea", "textora"), ("fay", "plastalia")):
        stage[f"membership:{name}"] = db.session.scalars(
            db.select(Membership.id).where(
                Membership.person_id == getattr(world, name),
                Membership.organisation_id == getattr(world, organisation),
            )
        ).one()
    invitation = added(Invitation(
        organisation_id=world.plastalia, email="canaryinvited@example.org", digest="d" * 64,
        invited_by_id=world.ada, expires_at=utc_now() + LATER,
    ))  # fmt: skip
    stage["invitation:waiting"] = invitation.id
    stage["slug:plastalia"], stage["slug:fibrelle"] = "plastalia", "fibrelle"
    assert db.session.get(Person, world.bo) is not None
