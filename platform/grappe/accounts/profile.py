"""What upper slices add to the page of a person: the organisations they work for, say."""

from collections.abc import Callable
from typing import Any

from grappe.foundation.actor import Actor

Part = Callable[[Actor, int], dict[str, Any]]
PARTS: list[Part] = []


def adds_to_profile(part: Part) -> Part:
    """Register what a slice tells `by` about a person; one query at most."""
    PARTS.append(part)
    return part


def of_person(by: Actor, person_id: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for part in PARTS:
        told |= part(by, person_id)
    return told
