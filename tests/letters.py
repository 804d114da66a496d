"""The mails that were kept, as their readers open them."""

import email
import email.policy
import re
from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[str, ...]

    @property
    def links(self) -> list[str]:
        """The paths of the addresses of ours in the text."""
        return [
            found.removeprefix("http://127.0.0.1")
            for found in re.findall(r"http://127\.0\.0\.1/\S+", self.text)
        ]


def letters(app: Flask, to: str = "") -> list[Letter]:
    """Mails kept so far (to one address), the oldest first."""
    folder = app.extensions["settings"].instance / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda f: int(f.stem)) if folder.is_dir() else []
    found = [opened(file.read_bytes()) for file in files]
    return [letter for letter in found if to in ("", letter.to)]


def opened(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        str(message["To"]), str(message["Subject"]), plain.get_content() if plain else "",
        html.get_content() if html else "", tuple(message.keys()),
    )  # fmt: skip


def burn(app: Flask) -> None:
    folder = app.extensions["settings"].instance / "mail"
    for file in folder.glob("*.eml") if folder.is_dir() else []:
        file.unlink()
