"""Who a message speaks to: found in its words among those who are in the room."""

import re
from collections.abc import Iterator

from sqlalchemy import delete, select

from grappe.accounts.models import Person
from grappe.foundation.actor import Actor
from grappe.foundation.db import db
from grappe.foundation.news import deed
from grappe.organisations.models import Organisation

from ..models import EVERYBODY, ORGANISATION, PERSON, Mention, Message, Room, RoomMember

ALL = ("tous", "toutes", "tout le monde", "all", "everyone", "everybody")
Found = dict[tuple[str, int], str]


def note_mentions(by: Actor, room: Room, message: Message, words: str, tell: bool = True) -> None:
    """Keep whom these words speak to, and tell those who were not spoken to before."""
    kept = select(Mention.kind, Mention.target_id).where(Mention.message_id == message.id)
    before = {(kind, target) for kind, target in db.session.execute(kept)}
    found = mentioned(room, words) if "@" in words else {}
    if not found and not before:
        return
    db.session.execute(delete(Mention).where(Mention.message_id == message.id))
    for (kind, target), label in found.items():
        db.session.add(Mention(message_id=message.id, kind=kind, target_id=target, label=label))
    db.session.flush()
    if tell and found.keys() - before:
        deed(by, "rooms.mentioned", message, new=[list(key) for key in found.keys() - before])


def mentioned(room: Room, words: str) -> Found:
    """The longest name after each @ that somebody, or an organisation, in the room bears.

    Looked up by length, so that a message full of @ costs no more in a room full of people.
    """
    names = {name.casefold(): (kind, target) for name, kind, target in named(room)}
    lengths = sorted({len(name) for name in names}, reverse=True)
    found: Found = {}
    for at in re.finditer(r"(?<!\w)@(?=\w)", words):
        rest = words[at.end() : at.end() + lengths[0] + 1]
        for length in lengths:
            meant = names.get(rest[:length].casefold())
            if meant and not re.match(r"\w", rest[length:]):
                found.setdefault(meant, rest[:length])
                break
    return found


def named(room: Room) -> Iterator[tuple[str, str, int]]:
    """Every name that can be spoken to in the room: (name, kind, id)."""
    yield from ((word, EVERYBODY, 0) for word in ALL)
    if room.place:
        yield room.place, EVERYBODY, 0
    rows = db.session.execute(
        select(Person.id, Person.name, Organisation.id, Organisation.name)
        .select_from(RoomMember)
        .join(Person, Person.id == RoomMember.person_id)
        .outerjoin(Organisation, Organisation.id == RoomMember.organisation_id)
        .where(RoomMember.room_id == room.id, RoomMember.left_at.is_(None))
    ).all()
    for person_id, name, organisation_id, organisation in rows:
        yield name, PERSON, person_id
        if organisation_id is not None:
            yield organisation, ORGANISATION, organisation_id
