"""The theatre of the matrix: the stage, everybody's browser in front of it, and how it is put back."""

import secrets
import shutil
import uuid
from pathlib import Path
from typing import Any

from flask import Flask

from grappe.foundation.asking import cookie_name
from grappe.foundation.db import db
from grappe.foundation.live import HEARD
from tests import cast
from tests.doors import sign_in
from tests.matrix.stage import set_up
from tests.matrix.things import EVERYBODY, Cell

THROUGH = {200, 303, 409, 413, 422}
REFUSED = {401, 403, 404}
OBJECT_IN_FORM = {"organisations.act_for": "membership"}
# Where an empty form would be found wrong before anybody asks who sends it.
FORMS = {
    "organisations.invite": {"addresses": "new@example.org", "role": "staff"},
    "organisations.profile": {"summary": "x"},
}


class Theatre:
    """The stage, and everybody's browser in front of it. Put back as it was when somebody has got
    through: by copying the database, which is ten times quicker than building it anew."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.copy = app, folder / "copy.db"
        self.clients: dict[str, Any] = {}
        with app.app_context():
            self.world = cast.enter()
            self.stage = set_up(self.world)
        self.tokens: dict[str, str] = {}
        for who in EVERYBODY:
            self.sign_in(who)
        with app.app_context():
            self.url = db.engine.url
            self.keep()
        self.forget()

    def sign_in(self, who: str) -> None:
        client = self.app.test_client()
        person, _, organisation = who.partition("@")
        self.tokens[who] = secrets.token_urlsafe(32) if who == "gone" else ""
        if who not in ("gone", "visitor"):
            number = sign_in(self.app, client, self.world, person, organisation or None)
            self.stage[f"sign_in:{who}"] = number
            cookie = client.get_cookie(cookie_name(False), domain="127.0.0.1")
            self.tokens[who] = cookie.value if cookie else ""

    def come_in(self) -> None:
        """New browsers, with the cookies of those who are signed in."""
        for who, token in self.tokens.items():
            self.clients[who] = self.app.test_client()
            if token:
                self.clients[who].set_cookie(cookie_name(False), token, domain="127.0.0.1")

    def keep(self) -> None:
        db.session.remove()
        db.engine.dispose()
        if self.url.get_backend_name() == "sqlite":
            shutil.copyfile(self.url.database, self.copy)
            return
        names = [table.name for table in db.metadata.sorted_tables]
        copies = "".join(f'CREATE TABLE kept."{name}" AS TABLE "{name}";' for name in names)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept;")
            connection.exec_driver_sql(copies)

    def again(self) -> None:
        with self.app.app_context():
            db.session.remove()
            if self.url.get_backend_name() == "sqlite":
                db.engine.dispose()
                shutil.copyfile(self.copy, self.url.database)
            else:
                self.put_back()
        self.forget()

    def put_back(self) -> None:
        """Row by row: a whole PostgreSQL database of so many small tables takes ten times longer to
        copy. As a replica does, so that rows which point at each other need no order."""
        names = [table.name for table in db.metadata.sorted_tables]
        rows = "".join(
            f'DELETE FROM "{name}"; INSERT INTO "{name}" SELECT * FROM kept."{name}";'
            for name in names
        )
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {rows}")

    def forget(self) -> None:
        self.come_in()
        self.app.extensions["lines"].clear()
        self.app.extensions["limiter"].local.storage.reset()

    def fire(self, cell: Cell, who: str) -> tuple[bool, str]:
        """Whether `who` got through, and how that was known."""
        if cell.method == "EVENT":
            return self.say(cell, who)
        answer = self.clients[who].open(
            self.address(cell), method=cell.method, base_url="http://127.0.0.1",
            data=self.form(cell) if cell.method == "POST" else None,
        )  # fmt: skip
        status = answer.status_code
        asked = status == 303 and "/accounts/sign-in?next=" in answer.location
        assert status in THROUGH | REFUSED, f"{cell} as {who}: {status}"
        return status in THROUGH and not asked, f"{status} {answer.location or ''}"

    def form(self, cell: Cell) -> dict[str, Any]:
        """Empty but for what names the object where the address does not."""
        field = OBJECT_IN_FORM.get(cell.name)
        return {field: self.stage[cell.thing]} if field else FORMS.get(cell.name, {})

    def address(self, cell: Cell) -> str:
        rule = next(
            r
            for r in self.app.url_map.iter_rules()
            if r.endpoint == cell.name and cell.method in (r.methods or ())
        )
        values = {name: self.value(name, cell.thing) for name in rule.arguments}
        built = rule.build(values)
        assert built is not None, f"{cell}: {values}"
        return built[1]

    def value(self, argument: str, thing: str) -> Any:
        kind, _, name = thing.partition(":")
        if argument == "file_id":
            return self.stage[f"file:{name}"]
        if argument in ("organisation_id", "option_id", "secret"):
            return {"organisation_id": self.world.textora, "secret": "x" * 43}.get(
                argument, self.stage["option:poll"]
            )
        if argument == "question_id":
            return self.stage[f"question:{name}"]
        if kind == "order":  # somebody in a room
            return self.stage[f"room:{name}" if argument == "room_id" else "person:bo"]
        if argument == "number":
            return 1  # of a version
        if argument == "room_id" and kind == "message":
            return self.stage[f"room:{name.partition('-')[0]}"]
        return self.stage[thing]

    def say(self, cell: Cell, who: str) -> tuple[bool, str]:
        line = self.app.extensions["socketio"].test_client(
            self.app, flask_test_client=self.clients[who], headers={"Host": "127.0.0.1"}
        )
        if not line.is_connected():
            return False, "no line"
        said = line.emit(cell.name, self.payload(cell), callback=True)
        if line.is_connected():
            line.disconnect()
        assert said.get("error") != "fault", f"{cell} as {who}: {said}"
        refused = said.get("error") in ("not_found", "forbidden", "session")
        return not refused, str(said)

    def payload(self, cell: Cell) -> dict[str, Any]:
        kind, _, name = cell.thing.partition(":")
        number = self.stage.get(cell.thing, 1)
        if cell.name.startswith("live:"):
            return {"topic": f"{kind if kind != '-' else 'call'}s/{number}", "version": 0}
        room = self.stage[f"room:{name.partition('-')[0]}"]
        words: dict[str, Any] = {"room": room}
        fields = HEARD[cell.name].payload.model_fields
        for field, value in (
            ("after", 0), ("cid", str(uuid.uuid4())), ("body", "a word"), ("seq", 1), ("message", number),
        ):  # fmt: skip
            if field in fields:
                words[field] = value
        return words
