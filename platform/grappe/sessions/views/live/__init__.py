"""A session while it is live: its page, and each act as a form."""

from . import acts, chairing, pages

__all__ = ["acts", "chairing", "pages"]
