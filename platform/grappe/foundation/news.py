"""Deeds, and who listens to them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from .actor import Actor
from .bell import ring
from .db import db, touched
from .models import AccessEpoch, Deed, Origin
from .operations import after_commit, in_operation
from .tasks import TASKS, later

Listener = Callable[[Deed], None]
LISTENERS: defaultdict[str, dict[str, Listener]] = defaultdict(dict)


def deed(by: Actor, verb: str, thing: Any, *, on_behalf_of: int | None = None, **data: Any) -> Deed:
    """Record, in the running operation, that `by` did `verb` to `thing`.

    `data` is small and holds nothing confidential: names of states, ids, numbers.
    """
    if not in_operation():
        raise RuntimeError("deed() is for use inside an @operation")
    db.session.flush()
    done = Deed(
        verb=verb,
        person_id=by.person_id if by.person_id > 0 else None,
        organisation_id=by.organisation_id,
        on_behalf_of_id=on_behalf_of,
        object_type=type(thing).__tablename__,
        object_id=thing.id,
        data=data,
    )
    db.session.add(done)
    db.session.flush()
    for name in LISTENERS[verb]:
        later(f"news:{name}", {"deed": done.id})
    return done


def on_deed(*verbs: str) -> Callable[[Listener], Listener]:
    """Listen to deeds. The worker calls at least once, so a listener must bear a second call."""

    def register(listener: Listener) -> Listener:
        name = f"{listener.__module__}.{listener.__name__}".removeprefix("grappe.")

        def run(payload: dict[str, Any]) -> None:
            done = db.session.get(Deed, payload["deed"])
            if done is not None:
                listener(done)

        TASKS[f"news:{name}"] = run
        for verb in verbs:
            LISTENERS[verb][name] = listener
        return listener

    return register


def access_shrank() -> None:
    """Somebody lost a way in (signed out, suspended, left): open lines must be looked at again."""
    after_commit(lambda: ring("access"))
    changed = db.session.execute(update(AccessEpoch).values(version=AccessEpoch.version + 1))
    if not touched(changed):
        db.session.add(AccessEpoch(id=1, version=1))


def came_from(thing: Any, origin: Any) -> None:
    """Remember that `thing` was made out of `origin`."""
    db.session.flush()
    db.session.merge(
        Origin(
            to_type=type(thing).__tablename__,
            to_id=thing.id,
            from_type=type(origin).__tablename__,
            from_id=origin.id,
        )
    )
