"""The full size: 300 clusters, 80,000 companies, 20,000 calls, and a room with a long memory."""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert

from grappe.calls.models import Call, CallEcosystem, Seat, SeatWord
from grappe.foundation.db import db, utc_now
from grappe.foundation.text import fold, match_key
from grappe.organisations.models import Competence, Organisation, OrganisationEcosystem
from grappe.reference import ecosystems, programmes, regions
from grappe.rooms.models import Message, ReadMark, Room, RoomEvent, RoomMember

WORDS = (
    "capteurs infrarouges", "vision industrielle", "recyclage chimique", "analyse de cycle de vie",
    "composites biosourcés", "jumeau numérique", "hydrogène", "traçabilité", "essais mécaniques",
    "fabrication additive", "eau de process", "photonique", "emballage", "robotique souple",
)  # fmt: skip
CLUSTERS, COMPANIES, CALLS = 300, 80_000, 20_000
OPEN = 8  # one call in so many is open: eight a cluster at a time, the others are history
CHUNK = 5_000


def write(model: type, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        db.session.execute(insert(model), chunk)


def organisations(people: list[int]) -> list[int]:
    """Ids of the clusters, after the companies have been added too."""
    places, fields = regions.codes, ecosystems.codes
    write(Organisation, (
        organisation(f"{kind.capitalize()} {n}", kind, places[n % len(places)])
        for kind, number in (("cluster", CLUSTERS), ("company", COMPANIES)) for n in range(number)
    ))  # fmt: skip
    ids = list(db.session.scalars(
        db.select(Organisation.id).where(Organisation.slug.like("cluster-%")).order_by(Organisation.id)
    ))  # fmt: skip
    write(OrganisationEcosystem, (
        {"organisation_id": i, "ecosystem": fields[(i + k) % len(fields)], "position": k}
        for i in ids for k in range(2)
    ))  # fmt: skip
    write(Competence, (
        {"organisation_id": i, "side": "brings", "words": w, "folded": fold(w)}
        for i in ids for w in (WORDS[i % len(WORDS)], WORDS[(i + 5) % len(WORDS)])
    ))  # fmt: skip
    return ids


def organisation(name: str, kind: str, region: str) -> dict[str, Any]:
    key = fold(name)
    return {
        "slug": key.replace(" ", "-"), "name": name, "sort_key": key, "folded": key, "kind": kind,
        "label": "regional_cluster" if kind == "cluster" else "", "region": region,
        "claimed_at": utc_now(), "origin": {},
    }  # fmt: skip


def calls(clusters: list[int], author: int) -> None:
    known, now = programmes.codes, utc_now()
    write(Call, (
        {
            "id": n + 1, "key": str(uuid.uuid4()), "organisation_id": clusters[n % len(clusters)],
            "author_id": author, "title": f"{WORDS[n % 14].capitalize()} pour la filière {n}",
            "programme": known[n % len(known)], "summary": "Un problème partagé. " * 20,
            "state": "closed" if n % OPEN else "open", "visibility": "public" if n % 3 else "network",
            "outcome": "consortium_formed" if n % OPEN else "",
            "closed_at": now - dt.timedelta(days=n % 30) if n % OPEN else None,
            "deadline": now + dt.timedelta(days=n // OPEN % 90 - 10, hours=1), "language": "fr",
            "published_at": now - dt.timedelta(days=n % 60), "budget": 100_000 + n,
            "folded": fold(f"{WORDS[n % 14]} pour la filiere {n}"), "questions": [],
            "working_languages": [],
        }
        for n in range(CALLS)
    ))  # fmt: skip
    places = regions.codes
    write(Seat, (
        {
            "call_id": n + 1, "position": k, "words": WORDS[(n + k) % 14], "number": 1,
            "match_key": match_key(WORDS[(n + k) % 14]), "region": places[(n + k) % 18] if k else "",
            "kind": "competence",
        }
        for n in range(CALLS) for k in range(3)
    ))  # fmt: skip
    write(SeatWord, (
        {"seat_id": number, "word": word}
        for number, key in db.session.execute(db.select(Seat.id, Seat.match_key)).all()
        for word in set(key.split())
    ))  # fmt: skip
    fields = ecosystems.codes
    write(CallEcosystem, (
        {"call_id": n + 1, "ecosystem": fields[n % len(fields)]} for n in range(CALLS)
    ))  # fmt: skip


def known_for(cluster: int) -> None:
    """Gives a cluster what calls can ask for, or nothing would fit it."""
    write(OrganisationEcosystem, (
        {"organisation_id": cluster, "ecosystem": code, "position": k}
        for k, code in enumerate(ecosystems.codes[:2])
    ))  # fmt: skip
    write(Competence, (
        {"organisation_id": cluster, "side": "brings", "words": w, "folded": fold(w)}
        for w in (*WORDS[:2], *(f"Savoir-faire {n}" for n in range(8)))
    ))  # fmt: skip


def room(title: str, members: list[int], author: int, messages: int, marks: list[int]) -> int:
    """A room with so many messages; `marks` are the members who have read all but twelve."""
    place = Room(title=title, holder_type="bench", holder_id=1, private=False,
                 last_seq=messages, message_count=messages)  # fmt: skip
    db.session.add(place)
    db.session.flush()
    write(RoomMember, ({"room_id": place.id, "person_id": p} for p in members))
    write(ReadMark, (
        {"room_id": place.id, "person_id": p, "seq": max(0, messages - 12),
         "number": max(0, messages - 12)} for p in marks
    ))  # fmt: skip
    first = (db.session.scalar(db.select(db.func.max(Message.id))) or 0) + 1
    write(Message, (
        {"id": first + n, "room_id": place.id, "seq": n + 1, "number": n + 1, "author_id": author,
         "body": f"Message {n} about the test bench."} for n in range(messages)
    ))  # fmt: skip
    write(RoomEvent, (
        {"room_id": place.id, "seq": n + 1, "type": "message", "author_id": author,
         "message_id": first + n, "body": f"Message {n} about the test bench."}
        for n in range(messages)
    ))  # fmt: skip
    return place.id
