"""The pages about one's organisation."""

from . import acting, invitations, profile, team
from .blueprint import bp

__all__ = ["acting", "bp", "invitations", "profile", "team"]
