"""The pages of accounts."""

from . import confirming, demonstration, own, people, recovering, signing_in
from .blueprint import bp

__all__ = ["bp", "confirming", "demonstration", "own", "people", "recovering", "signing_in"]
