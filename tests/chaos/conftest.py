"""One cluster at a time, whatever else runs: these tests measure, and they kill."""

import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import DURABLE, Postgres, Process, Valkey, postgres, valkey


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """Workers of xdist that meet here wait for each other."""
    with (Path(tempfile.gettempdir()) / "grappe-chaos.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL that has written what it says it has written, and may be hurt."""
    with postgres(**DURABLE) as server:
        assert isinstance(server, Postgres)
        yield server


@pytest.fixture
def bell() -> Iterator[Valkey]:
    with valkey(own=True) as bell:
        assert isinstance(bell, Valkey)
        yield bell


@pytest.fixture
def database(server: Postgres, request: pytest.FixtureRequest) -> str:
    name = "".join(c for c in request.node.name if c.isalnum())[:50].lower()
    return server.database(f"{name}_{abs(hash(request.node.nodeid)) % 10_000}")


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'grappe.db'}"


@pytest.fixture
def report(record_property: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """report("R1", figures): what was reached, in the test's report and on the screen (-s)."""

    def write(name: str, figures: str) -> None:
        record_property(name, figures)
        with capsys.disabled():
            print(f"\n{name}: {figures}", flush=True)

    return write


__all__ = ["Process"]
