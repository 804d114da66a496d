"""What can be asked of the directory."""

from .calls import open_calls_of
from .listing import PAGE, Wanted, entries
from .organisation import organisation, team
from .regions import OnMap, on_map
from .traits import Traits, traits

__all__ = [
    "PAGE",
    "OnMap",
    "Traits",
    "Wanted",
    "entries",
    "on_map",
    "open_calls_of",
    "organisation",
    "team",
    "traits",
]
