"""What can be asked of groups; every list starts from the rule."""

from .inside import Circle, circles, members, origin_of, rooms_inside, standing
from .listing import Found, listing
from .people import Somebody, findable
from .waiting import asking, invited_people, waiting_count, waiting_for, waiting_number

__all__ = [
    "Circle", "Found", "Somebody", "asking", "circles", "findable", "invited_people", "listing",
    "members", "origin_of", "rooms_inside", "standing", "waiting_count", "waiting_for",
    "waiting_number",
]  # fmt: skip
