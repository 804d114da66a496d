"""The platform as it runs in earnest: web nodes and workers, to be killed and frozen."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from .process import Process

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of the tests, the same on every node of a cluster"


class Platform(Process):
    """What nodes and workers share: their settings, which all come from the environment."""

    module: tuple[str, ...]
    ends_with = {"fast": signal.SIGTERM, "smart": signal.SIGTERM, "immediate": signal.SIGINT}

    def __init__(self, database: str, bell: str = "", **settings: str) -> None:
        super().__init__()
        self.settings = {
            "DATABASE_URL": database,
            "REDIS_URL": bell,
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": self.url,
            "INSTANCE_FOLDER": str(self.folder / "instance"),
            "ARGON2_MEMORY_KIB": "1024",
        } | settings

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def command(self) -> list[object]:
        return [sys.executable, "-m", *self.module]

    def environment(self) -> dict[str, str]:
        return (
            super().environment()
            | surroundings(self.folder)
            | {"PORT": str(self.port)}
            | self.settings
        )


class Node(Platform):
    """One web node; it counts as started when /readyz says so."""

    name = "node"
    module = ("grappe.serve", "--node")

    def answers(self) -> bool:
        with (
            contextlib.suppress(OSError),  # urllib's errors are among them
            urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer,
        ):
            return answer.status == 200
        return False


class Worker(Platform):
    """The background worker, which opens no port: it is ready when its log says so."""

    name = "worker"
    module = ("grappe.worker",)

    def start(self) -> None:
        self._read = len(self.log())  # what an earlier life wrote
        super().start()

    def answers(self) -> bool:
        return "the worker is ready" in self.log()[self._read :]


@contextlib.contextmanager
def grappe_node(database: str, bell: str = "", **settings: str) -> Iterator[Node]:
    """A node on a database that `prepare` has filled."""
    with Node(database, bell, **settings) as node:
        yield node


@contextlib.contextmanager
def grappe_worker(database: str, bell: str = "", **settings: str) -> Iterator[Worker]:
    with Worker(database, bell, **settings) as worker:
        yield worker


def prepare(database: str, folder: Path, **more: str) -> None:
    """Bring an empty database up to date, with the command that an operator uses."""
    settings = {"DATABASE_URL": database, "SECRET_KEY": SECRET, "INSTANCE_FOLDER": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "grappe.prepare"],
        cwd=ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | surroundings(folder) | settings | more,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The database could not be prepared:\n{done.stderr}")


def surroundings(folder: Path) -> dict[str, str]:
    """The paths of this checkout, for a process that starts in a folder of its own."""
    return {"PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}", "HOME": str(folder)}
