"""The mails of the demonstration, which are kept as files in the instance folder."""

import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

MOST = 30


@dataclass(frozen=True)
class Mail:
    at: dt.datetime
    to: str
    subject: str
    text: str

    @property
    def lines(self) -> list[list[tuple[str, bool]]]:
        """The text by line, each in pieces with whether it is an address of ours one may follow."""
        public = re.escape(current_app.extensions["settings"].public_url)
        address = re.compile(rf"({public}/[^\s<>\"]*)")
        found = [address.split(line) for line in self.text.splitlines() if line.strip()]
        return [[(piece, i % 2 == 1) for i, piece in enumerate(line) if piece] for line in found]


def latest() -> list[Mail]:
    """The newest mails first. With a mail server there are none here."""
    settings = current_app.extensions["settings"]
    folder = settings.instance / "mail"
    if settings.mail_url or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda file: int(file.stem), reverse=True)
    return [read(file) for file in files[:MOST]]


def read(file: Path) -> Mail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return Mail(
        dt.datetime.fromtimestamp(int(file.stem) / 1e9, dt.UTC),
        str(message["To"]),
        str(message["Subject"]),
        body.get_content() if body else "",
    )
