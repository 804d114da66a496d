"""What is done for an organisation, and by whom."""

from . import acting, inviting, joining, profile, team

__all__ = ["acting", "inviting", "joining", "profile", "team"]
