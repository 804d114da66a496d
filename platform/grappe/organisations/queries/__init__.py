"""What can be asked about organisations and the people in them."""

from .acting import affiliation, companies_of, membership, memberships
from .addresses import free_address
from .invitations import OVER, Invited, invitation_of, invited, still_open
from .profile import Profile, desk, history, mine, profile_of
from .team import invitations, team

__all__ = [
    "OVER", "Invited", "Profile", "affiliation", "companies_of", "desk", "free_address", "history",
    "invitation_of", "invitations", "invited", "membership", "memberships", "mine", "profile_of",
    "still_open", "team",
]  # fmt: skip
