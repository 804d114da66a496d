"""R6: what is acknowledged is on the disk."""

import asyncio
import re
import shutil
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from tests.servers import Node, grappe_node, postgres

from .crowd import Crowd, run, set_stage

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(200)]
SENDS = 30
CALLS = "trace=fsync,fdatasync,write,writev,sendto,sendmsg"


class Traced(Node):
    patience = 90.0  # being traced takes time

    """A node whose system calls are written down. The tracer stands aside (-D), so that the node
    is still our own child."""

    def command(self):
        trace = [
            "strace",
            "-D",
            "-f",
            "--seccomp-bpf",
            "-y",
            "-s",
            "80",
            "-e",
            CALLS,
            "-o",
            self.folder / "trace",
        ]
        return [*trace, *super().command()]

    def trace(self):
        return (self.folder / "trace").read_text(errors="replace").splitlines()


def may_trace():
    if not shutil.which("strace"):
        return "strace is not installed: apt-get install strace"
    tried = subprocess.run(
        ["strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"], capture_output=True
    )
    return tried.stderr.decode().strip() if tried.returncode else ""


def test_r6_no_acknowledgement_leaves_before_its_commit_is_synced(sqlite, tmp_path, report):
    if why := may_trace():
        pytest.skip(why)
    stage = set_stage(sqlite, tmp_path, people=1, rooms=1, places=1)
    with Traced(sqlite) as node:
        crowd = Crowd(stage, [node.url])
        [client] = crowd.clients

        async def play():
            async with crowd.inside():
                for number in range(SENDS):
                    crowd.say(client, next(iter(client.last)))
                    while client.unsent:
                        await asyncio.sleep(0.005)
                    await asyncio.sleep(0.3 if number % 10 == 9 else 0.12)  # ten a second at most

        asyncio.run(play())
        time.sleep(0.3)
        calls = node.trace()
    early, acks, synced = 0, 0, False
    for call in calls:
        if re.search(r"(fsync|fdatasync)\(\d+<[^>]*grappe\.db>\)\s+= 0", call) or re.search(
            r"(fsync|fdatasync) resumed.*= 0", call
        ):
            synced = True
        elif re.search(r'43\d+\[\{\\"ok\\":true,\\"seq\\"', call):
            acks, early, synced = acks + 1, early + (not synced), False
    report("R6", f"{early} of {acks} acknowledgements left before a sync of the database")
    assert acks == client.acked.__len__() == SENDS
    assert early == 0


def test_r6_the_node_s_own_connections_ask_sqlite_for_everything_it_can_do(sqlite, tmp_path):
    program = """
from config import Settings
from grappe import create_app
from grappe.foundation.db import db
app = create_app(Settings.from_environment())
with app.app_context(), db.engine.connect() as c:
    print(*[c.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")])
"""
    (tmp_path / "asks.py").write_text(program)
    child = run(tmp_path, "stage", '{"people": 1, "rooms": 1, "places": 1}', DATABASE_URL=sqlite)
    child.communicate(timeout=90)
    from tests.servers.nodes import SECRET, surroundings

    env = surroundings(tmp_path) | {
        "DATABASE_URL": sqlite, "SECRET_KEY": SECRET, "INSTANCE_FOLDER": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run([sys.executable, tmp_path / "asks.py"], env=env, capture_output=True,
                          text=True, timeout=60)  # fmt: skip
    assert done.stdout.split() == ["delete", "2", "1"], done.stderr


def test_r6_a_postgresql_that_would_forget_is_refused(server, database, tmp_path):
    set_stage(database, tmp_path, people=1, rooms=1, places=1)
    name = sa.make_url(database).database
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.scalar(sa.text(f"SHOW {setting}")) == "on"
        connection.execute(sa.text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    engine.dispose()
    with pytest.raises(RuntimeError, match="synchronous_commit=off"), grappe_node(database):
        pass


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_r6_a_postgresql_that_is_never_sure_is_refused(setting):
    on = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with (
        postgres(**on | {setting: "off"}) as forgetful,
        pytest.raises(RuntimeError, match=f"{setting}=off"),
        grappe_node(forgetful.url),
    ):
        pass
