"""Passwords: kept so that nobody can read them, refused when anybody could guess them."""

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from gevent import monkey
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from .db import db
from .errors import N_, Busy, Invalid
from .operations import in_operation
from .text import fold

P = ParamSpec("P")
R = TypeVar("R")
SHORTEST, LONGEST = 12, 128
FEWEST_DIFFERENT = 5
DIGITS = 20
OWN = 6  # a password needs at least so many characters beside a word that anybody would try
COMMON = frozenset(FREQUENCY_LISTS["passwords"])
PATIENCE = 10.0  # seconds to wait for a turn at hashing
# Each hash takes much memory on purpose: without a limit a crowd at the door would take it all.
_few = threading.BoundedSemaphore(4)


@cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=memory_kib, parallelism=1)


def hasher() -> PasswordHasher:
    return _hasher(current_app.extensions["settings"].argon2_memory_kib)


@cache
def nobodys(memory_kib: int) -> str:
    """Compared with when there is no such account, so that the answer takes as long."""
    return _hasher(memory_kib).hash("the password of nobody")


def apart(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do slow work outside any transaction, few at once, without holding up the event loop."""
    if in_operation():
        raise RuntimeError("hashing may not stand inside a transaction")
    db.session.rollback()
    if not _few.acquire(timeout=PATIENCE):
        raise Busy
    try:
        if monkey.is_module_patched("threading"):
            # pyrefly: ignore[missing-attribute]
            return gevent.get_hub().threadpool.apply(work, args, kwargs)
        return work(*args, **kwargs)
    finally:
        _few.release()


def hashed(password: str) -> str:
    return apart(hasher().hash, plain(password))


def matches(kept: str, password: str) -> bool:
    """Whether `password` is the one kept; with nothing kept it takes as long to say no."""
    against = kept or nobodys(current_app.extensions["settings"].argon2_memory_kib)
    return apart(_verified, hasher(), against, plain(password)) and bool(kept)


def _verified(with_: PasswordHasher, kept: str, password: str) -> bool:
    try:
        return with_.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than are in use now."""
    return hasher().check_needs_rehash(kept)


def plain(password: str) -> str:
    """One spelling for the keyboards that write the same letter in two ways."""
    return unicodedata.normalize("NFKC", password)


def refuse_guessable(password: str, *about: str, field: str = "password") -> None:
    """Invalid when it is too short, too long, widely known, or made of the words in `about`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(N_("Use between %(least)s and %(most)s characters."),
                      field=field, least=SHORTEST, most=LONGEST)  # fmt: skip
    low = fold(plain(password))
    if len(set(low)) < FEWEST_DIFFERENT or is_common(low):
        raise Invalid(
            N_("This password is on the lists that attackers try. Take several unrelated words."),
            field=field,
        )
    if len(without(low, words_of(*about))) < OWN:
        raise Invalid(
            N_("This password can be guessed from your name or address. Take other words."),
            field=field,
        )


def is_common(low: str) -> bool:
    """On the list, on it but for digits and signs around it, a word of it over and over, or a
    number no longer than those of telephones and cards."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", low)
    once = re.fullmatch(r"(.+?)\1+", low)
    known = core in COMMON and len(low) - len(core) < OWN
    number = not core and len(low) < DIGITS
    return low in COMMON or known or number or bool(once and len(once[1]) < SHORTEST)


def words_of(*about: str) -> set[str]:
    words = {word for text in about for word in re.split(r"[\W_]+", fold(text)) if len(word) > 3}
    return words | {"grappe", "cluster", "password", "motdepasse"}


def without(low: str, words: set[str]) -> str:
    """What is left of a password without the words anybody would try, their digits and signs."""
    rest = low
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return low if rest == low else re.sub(r"[\W\d_]+", "", rest)
