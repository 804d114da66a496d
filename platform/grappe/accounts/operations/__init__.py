"""What people do with their accounts."""

from . import demonstration, housekeeping, joining, own, recovery, sessions, suspension

__all__ = [
    "demonstration", "housekeeping", "joining", "own", "recovery", "sessions", "suspension",
]  # fmt: skip
