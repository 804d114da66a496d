"""The browser somebody comes with: where from, and the cookies it is given."""

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass

from flask import Response, current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from .asking import cookie_name

SHORT = dt.timedelta(days=1)
KNOWN = "known"
KNOWN_FOR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Visit:
    """Where somebody comes from. `lasts` is how long the session may, however much it is used;
    `known_for` is the account this browser has signed in to before, if any."""

    device: str = ""
    address: str = ""
    network: str = ""
    lasts: dt.timedelta = SHORT
    known_for: int = 0


def visit(stay: bool = False) -> Visit:
    whole = dt.timedelta(seconds=current_app.extensions["settings"].session_absolute)
    return Visit(
        device=device(request.user_agent.string),
        address=shortened(request.remote_addr or ""),
        network=network(request.remote_addr or ""),
        lasts=whole if stay else min(SHORT, whole),
        known_for=known_for(),
    )


def network(address: str) -> str:
    """What counts as one place: an address, or the /64 that one connection gets in IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/{32 if found.version == 4 else 64}", strict=False))


def shortened(address: str) -> str:
    """Enough to know one's own connection by, not enough to find a person: 192.0.2.x"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return address.rpartition(".")[0] + ".x"
    return ":".join(found.exploded.split(":")[:3]) + ":…"


def device(agent: str) -> str:
    """ "Firefox, Windows": what a list of sessions says of one."""
    kinds = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
             ("Safari/", "Safari"))  # fmt: skip
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
               ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
    found = [next((name for sign, name in each if sign in agent), "") for each in (kinds, systems)]
    return ", ".join(filter(None, found)) or re.sub(r"[^ -~]", "", agent)[:60]


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="accounts.known")


def known_for() -> int:
    """The account this browser has been signed in to before; 0 for none."""
    try:
        found = signer().loads(request.cookies.get(KNOWN, ""))
    except BadSignature:
        return 0
    return found if isinstance(found, int) else 0


def welcome(answer: Response, token: str, person_id: int, stay: bool) -> Response:
    """Give the browser its session. Its form tokens are new too."""
    forget_form()
    settings = current_app.extensions["settings"]
    age = settings.session_absolute if stay else None
    put(answer, cookie_name(settings.secure), token, age)
    if person_id:
        put(answer, KNOWN, str(signer().dumps(person_id)), int(KNOWN_FOR.total_seconds()))
    return answer


def goodbye(answer: Response) -> Response:
    forget_form()
    settings = current_app.extensions["settings"]
    answer.delete_cookie(cookie_name(settings.secure), path="/", secure=settings.secure,
                         httponly=True, samesite="Lax")  # fmt: skip
    return answer


def forget_form() -> None:
    """What forms were signed with belongs to the visit before."""
    session.clear()


def put(answer: Response, name: str, value: str, age: int | None, script: bool = False) -> None:
    secure = current_app.extensions["settings"].secure
    answer.set_cookie(name, value, max_age=age, path="/", secure=secure, httponly=not script,
                      samesite="Lax")  # fmt: skip
