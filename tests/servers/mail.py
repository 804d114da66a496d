"""A real SMTP server that keeps what it is given."""

import contextlib
import email.policy
import time
from collections.abc import Iterator
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from .process import free_port


class MailBox:
    """The mails received, oldest first, parsed; with `answer = "451 Later"` it refuses them."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        self.messages: list[EmailMessage] = []
        self.answer = "250 Kept"

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that were handed over for this address, whatever their headers say."""
        return [mail for mail in self.messages if address in mail["X-RcptTo"]]

    def wait(self, number: int = 1, seconds: float = 10) -> list[EmailMessage]:
        """All mails, once there are so many; an AssertionError if they do not come."""
        end = time.monotonic() + seconds
        while len(self.messages) < number:
            if time.monotonic() > end:
                raise AssertionError(f"{len(self.messages)} mails came instead of {number}.")
            time.sleep(0.02)
        return list(self.messages)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if self.answer.startswith("2"):
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            mail["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
            self.messages.append(mail)
        return self.answer


@contextlib.contextmanager
def smtp_sink() -> Iterator[MailBox]:
    box = MailBox()
    controller = Controller(box, hostname=box.host, port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
