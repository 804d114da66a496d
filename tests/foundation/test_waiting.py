"""One process on SQLite: whoever waits for the file lets the others go on."""

import subprocess
import sys

from tests.servers.nodes import surroundings

# In a process of its own, because gevent changes the standard library of the one it is in.
PROGRAM = """
from gevent import monkey
monkey.patch_all()
import sys, time, gevent, sqlalchemy as sa
from grappe.foundation.db import keep_sqlite_safe, writing

engine = sa.create_engine("sqlite:///" + sys.argv[1])
keep_sqlite_safe(engine, "DELETE")
with engine.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE t (x)")

def read():
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM t").all()
        gevent.sleep(0.3)  # as when waiting for a limit to be counted, or a password to be hashed

def write():
    writing.set(True)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")

def late():
    gevent.sleep(0.1)  # the writer waits for the reader, and lets nobody in before itself
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM t").all() == [(1,)]

began = time.monotonic()
gevent.joinall([gevent.spawn(f) for f in (read, write, late)], raise_error=True)
print(time.monotonic() - began)
"""


def test_a_writer_waits_for_a_reader_of_its_own_process_without_holding_it_up(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "x.db")],
        env=surroundings(tmp_path), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 3
