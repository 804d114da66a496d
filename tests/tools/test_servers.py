"""The servers that the other tests stand on: hurt, they keep what was committed; closed, they
leave nothing behind."""

import contextlib
import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import DURABLE, postgres, smtp_sink, valkey
from tests.servers.process import family_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def database():
    with postgres(**DURABLE) as server:
        yield server


@pytest.fixture
def bell():
    with valkey(own=True) as server:
        yield server


def ask(server, question, *values, timeout=5):
    with psycopg.connect(
        server.url.replace("+psycopg", ""), autocommit=True, connect_timeout=timeout
    ) as connection:
        cursor = connection.execute(question, values)
        return cursor.fetchone()[0] if cursor.description else None


def gone(pids):
    return not [
        pid
        for pid in pids
        if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.mark.parametrize("mode", ["kill", "immediate", "fast"])
def test_postgres_keeps_what_was_committed_over_a_restart(database, mode):
    port = database.port
    ask(database, f"create table kept_{mode} as select 7 as number")
    with psycopg.connect(database.url.replace("+psycopg", "")):  # somebody is connected meanwhile
        database.restart(mode)
    assert database.port == port
    assert ask(database, f"select number from kept_{mode}") == 7


def test_the_durable_settings_reach_postgres(database):
    assert ask(database, "show fsync") == "on"
    assert ask(database, "show synchronous_commit") == "on"


def test_postgres_makes_separate_databases(database):
    url = database.database("apart")
    assert url.endswith("/apart")
    assert ask(database, "select count(*) from pg_database where datname = 'apart'") == 1


def test_a_killed_postgres_leaves_no_process(database):
    family = family_of(database.pid)
    assert len(family) > 3
    database.kill()
    assert gone(family)
    assert not database.running
    database.start()


def test_a_frozen_postgres_answers_nobody_until_it_is_thawed(database):
    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as connection:
        database.freeze()
        answers = []
        waiting = threading.Thread(
            target=lambda: answers.append(connection.execute("select 1").fetchone()[0])
        )
        waiting.start()
        waiting.join(0.5)
        assert not answers
        assert not database.answers()
        database.thaw()
        waiting.join(5)
        assert answers == [1]


def test_valkey_comes_back_on_its_port_and_has_forgotten(bell):
    with redis.Redis.from_url(bell.url) as client:
        client.set("word", "said")
        bell.restart("kill")
        assert client.get("word") is None


def test_a_server_started_in_a_thread_outlives_the_thread(bell):
    restart = threading.Thread(target=bell.restart)
    restart.start()
    restart.join()
    time.sleep(0.2)
    assert bell.running
    assert bell.answers()


def test_memory_is_measured(bell):
    assert 1_000_000 < bell.rss() < 500_000_000


def test_a_test_run_that_is_killed_leaves_no_server_and_the_next_removes_its_folders():
    script = """
import time
from tests.servers import postgres, valkey
with postgres(fsync="off") as p, valkey(own=True) as v:
    print(p.pid, v.pid, p.folder, v.folder, flush=True)
    time.sleep(60)
"""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    with run.stdout:
        first, second, *folders = run.stdout.readline().split()
        servers = [*family_of(int(first)), int(second)]
        run.send_signal(signal.SIGKILL)
        run.wait()
    end = time.monotonic() + 10
    while not gone(servers) and time.monotonic() < end:
        time.sleep(0.05)
    assert gone(servers)
    with valkey(own=True):
        assert not [folder for folder in folders if Path(folder).exists()]


def test_a_server_that_cannot_start_says_why():
    with pytest.raises(RuntimeError, match="shared_buffers"), postgres(shared_buffers="nonsense"):
        pass


def test_servers_that_are_there_already_are_used(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql+psycopg://somewhere/else")
    monkeypatch.setenv("TEST_REDIS_URL", "redis://somewhere/0")
    with postgres() as database, valkey() as bell:
        assert (database.url, bell.url) == (
            "postgresql+psycopg://somewhere/else",
            "redis://somewhere/0",
        )


def test_mail_is_received_as_it_was_sent_or_refused():
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "a@grappe.example",
        "Zoé <b@grappe.example>",
        "Été à Besançon",
    )
    mail.set_content("Bonjour à tous")
    with smtp_sink() as box, smtplib.SMTP(box.host, box.port) as client:
        client.send_message(mail, to_addrs=["c@grappe.example"])
        box.wait(1)
        box.answer = "451 Later"
        with pytest.raises(smtplib.SMTPDataError):
            client.send_message(mail)
        with contextlib.suppress(smtplib.SMTPServerDisconnected):
            client.rset()
    (received,) = box.messages
    assert received["Subject"] == "Été à Besançon"
    assert received.get_content().strip() == "Bonjour à tous"
    assert box.to("c@grappe.example") == [received]
    assert box.to("b@grappe.example") == []
