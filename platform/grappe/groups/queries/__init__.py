"""What can be asked of groups; every list starts from the rule."""

from .inside import Circle, Round, circles, members, origin_of, rooms_inside, round_of, standing
from .listing import Found, listing
from .people import Somebody, findable
from .waiting import at_the_door, waiting_count, waiting_for, waiting_number

__all__ = [
    "Circle", "Found", "Round", "Somebody", "at_the_door", "circles", "findable", "listing",
    "members", "origin_of", "rooms_inside", "round_of", "standing", "waiting_count", "waiting_for",
    "waiting_number",
]  # fmt: skip
