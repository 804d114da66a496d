"""E-mail: promised in an operation, written in the reader's language, sent by the worker."""

import logging
import smtplib
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from jinja2 import TemplateNotFound

from .tasks import later, task

log = logging.getLogger(__name__)
TIMEOUT = 20  # seconds for a mail server to answer


def mail(to: str, locale: str, template: str, *, key: str | None = None, **values: Any) -> None:
    """Promise a mail to the address `to`. `template` is "accounts/confirm"; `values` are JSON.

    The values are erased once the mail is sent: they may hold a secret link.
    """
    values = {k: v.replace("\0", "") if isinstance(v, str) else v for k, v in values.items()}
    said = {"to": one_line(to), "locale": locale, "template": template, "values": values}
    later("mail.send", said, key=key)


def one_line(text: str) -> str:
    """No line break may reach a header: the library of this Python does not refuse them all."""
    return " ".join(text.split()).replace("\0", "")


@task("mail.send")
def send(said: dict[str, Any]) -> None:
    """Send at once. For a task of a slice that asks its rule first; others promise with `mail`."""
    message = written(said)
    settings = current_app.extensions["settings"]
    if settings.mail_url:
        deliver(message, settings.mail_url)
    else:
        keep(message)


def written(said: dict[str, Any]) -> EmailMessage:
    """The whole message: the first line of the text template is its subject."""
    settings = current_app.extensions["settings"]
    folder, name = said["template"].split("/")
    context = {"public_url": settings.public_url, "locale": said["locale"], **said["values"]}
    with (
        current_app.test_request_context(base_url=settings.public_url),
        force_locale(said["locale"]),
    ):
        subject, _, body = render_template(f"{folder}/mail/{name}.txt", **context).partition("\n")
        try:
            html = render_template(f"{folder}/mail/{name}.html", subject=subject, **context)
        except TemplateNotFound:
            html = ""
    message = EmailMessage()
    message["Subject"], message["To"] = one_line(subject), said["to"]
    message["From"], message["Date"] = settings.mail_from, formatdate()
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.public_url).hostname or "grappe")
    message["Auto-Submitted"] = "auto-generated"
    for header, value in said.get("headers", {}).items():
        message[header] = one_line(value)
    message.set_content(body.strip() + "\n")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def deliver(message: EmailMessage, url: str) -> None:
    """Send through smtp:// or smtps://; with a user name, over TLS only."""
    at = urlsplit(url)
    host, port = at.hostname or "localhost", at.port or (465 if at.scheme == "smtps" else 25)
    kind = smtplib.SMTP_SSL if at.scheme == "smtps" else smtplib.SMTP
    with kind(host, port, timeout=TIMEOUT) as server:
        if at.username:
            if at.scheme != "smtps":
                server.starttls()
            server.login(unquote(at.username), unquote(at.password or ""))
        server.send_message(message)


def keep(message: EmailMessage) -> None:
    """Without a mail server (a laptop, the demonstration) mails are files to open."""
    folder = current_app.extensions["settings"].instance / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{time.time_ns()}.eml"
    file.write_bytes(bytes(message))
    log.info("mail kept in %s", file)
