"""Secrets that go out in cookies and mails, and what is kept of them here."""

import hashlib
import secrets

SHORTEST, LONGEST = 20, 100


def new_token() -> str:
    """256 random bits, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
