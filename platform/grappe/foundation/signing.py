"""Links that work without signing in, for one purpose and for a while: they carry a signature."""

import datetime as dt
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from .errors import N_, Invalid, Missing


def sign(purpose: str, value: Any) -> str:
    """`value` (JSON, readable by whoever has the link) with a signature good for `purpose` only."""
    return signer(purpose).dumps(value)


def signed(purpose: str, token: str, good_for: dt.timedelta) -> Any:
    """What was signed. A forged token is Missing; one that is too old is Invalid."""
    try:
        return signer(purpose).loads(token, max_age=int(good_for.total_seconds()))
    except SignatureExpired as error:
        raise Invalid(
            N_("This link has expired. Sign in to do the same from your account.")
        ) from error
    except BadSignature as error:
        raise Missing from error


def signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.extensions["settings"].secret_key, salt=f"link:{purpose}"
    )
