"""How tests come in: through a browser's requests, or over a live line."""

import re
import secrets
from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from grappe.accounts.models import SignIn
from grappe.foundation.asking import cookie_name
from grappe.foundation.db import db, utc_now
from grappe.organisations.models import ActingFor, Membership
from grappe.organisations.session import digest
from tests import cast


def without_chance(text):
    """A page without what differs at every look: tokens and the address that was typed."""
    return re.sub(
        r'(csrf_token"[^>]*value|name="csrf" content|name="email"[^>]*value)="[^"]*"', "", text
    )


def sign_in(
    app: Flask, client: FlaskClient, world: Any, person: str, organisation: str | None
) -> int:
    """A session as signing in makes one; gives its id."""
    import datetime as dt

    token = secrets.token_urlsafe(32)
    person_id = getattr(world, person)
    place = organisation or cast.PEOPLE[person][0]
    with app.app_context():
        session = SignIn(
            digest=digest(token), person_id=person_id, expires_at=utc_now() + dt.timedelta(days=1)
        )
        db.session.add(session)
        db.session.flush()
        if place:
            member = db.session.scalars(
                select(Membership).where(
                    Membership.person_id == person_id,
                    Membership.organisation_id == getattr(world, place),
                )
            ).first()
            assert member is not None
            db.session.add(ActingFor(sign_in_id=session.id, membership_id=member.id))
        db.session.commit()
        number = session.id
    name = cookie_name(app.extensions["settings"].secure)
    client.set_cookie(name, token, domain="127.0.0.1")
    return number


class Browser:
    """Somebody's browser without script: fetches pages, fills in the forms it finds on them."""

    def __init__(self, app: Flask, world: SimpleNamespace, person: str | None,
                 organisation: str | None = None, locale: str = "en") -> None:  # fmt: skip
        self.app, self.client = app, app.test_client()
        self.sign_in_id: int | None = None
        if person:
            self.sign_in_id = sign_in(app, self.client, world, person, organisation)
        else:
            self.client.set_cookie("language", locale, domain="127.0.0.1")
        self.token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url="http://127.0.0.1", **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form, with the token of this browser's session, as a page of ours would."""
        sent = {"csrf_token": self.csrf()} | (data or {})
        return self.client.post(path, data=sent, base_url="http://127.0.0.1", **more)

    def csrf(self) -> str:
        if not self.token:
            found = re.search(r'name="csrf"\s+content="([^"]+)"', self.get("/").text)
            if found is None:
                page = self.get("/accounts/sign-in").text
                found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            self.token = found.group(1) if found else ""
        return self.token

    def follow(self, answer: TestResponse) -> TestResponse:
        assert answer.status_code == 303, answer.text[:2000]
        return self.get(answer.location)

    def page(self, path: str) -> BeautifulSoup:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return BeautifulSoup(answer.text, "html5lib")


class Line:
    """Somebody's live line: says events, hears what is pushed."""

    def __init__(self, app: Flask, world: SimpleNamespace, person: str | None,
                 organisation: str | None = None) -> None:  # fmt: skip
        self.app = app
        self.browser = Browser(app, world, person, organisation)
        token = self.browser.csrf()
        self.line = app.extensions["socketio"].test_client(
            app, flask_test_client=self.browser.client, auth={"csrf": token},
            headers={"Host": "127.0.0.1"},
        )  # fmt: skip

    @property
    def open(self) -> bool:
        return self.line.is_connected()

    def say(self, event: str, *said: Any) -> Any:
        """The answer to the event, as the client gets it."""
        return self.line.emit(event, *said, callback=True)

    def heard(self, event: str | None = None) -> list[Any]:
        """What was pushed since one last asked, after a beat of the pump."""
        with self.app.app_context():
            self.app.extensions["pump"].beat()
        got = self.line.get_received() if self.open else []
        return [e["args"][0] for e in got if event in (None, e["name"])]
