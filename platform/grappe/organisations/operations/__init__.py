"""What is done for an organisation, and by whom."""

from . import acting, founding, inviting, joining, profile, team

__all__ = ["acting", "founding", "inviting", "joining", "profile", "team"]
