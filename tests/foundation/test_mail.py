"""Mail goes to a real server, in the reader's language, and to nobody else."""

import pytest

from grappe.foundation import mail as mailing
from grappe.foundation.operations import operation
from tests.servers import smtp_sink


@pytest.fixture
def letter(app, tmp_path):
    """A template of the tests' own."""
    from jinja2 import ChoiceLoader, DictLoader

    loader = app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([
        DictLoader({
            "test/mail/hello.txt": "Hello {{ name }}\nGo to {{ public_url }}/x, {{ _('tomorrow') }}.",
            "test/mail/hello.html": "<p>Hello {{ name }}</p>",
        }),
        loader,
    ])  # fmt: skip
    app.jinja_env.cache.clear()
    yield
    app.jinja_env.loader = loader
    app.jinja_env.cache.clear()


@operation
def promise(to, locale="fr", **values):
    mailing.mail(to, locale, "test/hello", **values)


def with_server(app, url):
    import dataclasses

    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_url=url)


@pytest.fixture
def sink(app):
    before = app.extensions["settings"]
    with smtp_sink() as box:
        with_server(app, box.url)
        yield box
    app.extensions["settings"] = before


def test_a_promised_mail_arrives_in_both_forms(app, letter, sink, work):
    with app.app_context():
        promise("ada@example.org", name="Ada")
    work()
    [message] = sink.wait(1)
    assert message["Subject"] == "Hello Ada"
    assert message["To"] == "ada@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content()
    assert "http://127.0.0.1/x, demain." in text
    assert "<p>Hello Ada</p>" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    "evil", ["Ada\r\nBcc: all@example.org", "Ada\nX-Evil: 1", "A\0B\r\n\r\nbody"]
)
def test_no_line_break_reaches_a_header(app, letter, sink, work, evil):
    with app.app_context():
        promise("ada@example.org", name=evil)
    work()
    [message] = sink.wait(1)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert set(message.keys()) <= {
        "Subject", "To", "From", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip


def test_a_server_that_is_away_loses_nothing(app, letter, work):
    from sqlalchemy import select

    from grappe.foundation.db import db
    from grappe.foundation.models import Task

    before = app.extensions["settings"]
    with_server(app, "smtp://127.0.0.1:9")
    try:
        with app.app_context():
            promise("ada@example.org", name="Ada")
        assert work() == 0
        with app.app_context():
            row = db.session.scalars(select(Task)).one()
            assert row.done_at is None
            assert row.tries == 1
    finally:
        app.extensions["settings"] = before


def test_without_a_server_mails_are_kept_as_files(app, letter, work):
    folder = app.extensions["settings"].instance / "mail"
    before = set(folder.glob("*.eml")) if folder.exists() else set()
    with app.app_context():
        promise("ada@example.org", name="Ada")
    work()
    [new] = set(folder.glob("*.eml")) - before
    assert b"Subject: Hello Ada" in new.read_bytes()
