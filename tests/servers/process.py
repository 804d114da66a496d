"""A server of ours: started, hurt in every way that a machine can, and gone with the test."""

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

# Linux sends the death signal when the *thread* ends that started the server: this one
# lives as long as the tests.
_starter = ThreadPoolExecutor(1, thread_name_prefix="starts-servers")


class Process:
    """One server with its folder and its port, both kept over a restart."""

    name = "server"
    host = "127.0.0.1"
    patience = 30.0  # seconds until it must answer, and until it must have ended
    ends_with = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "smart": signal.SIGTERM}
    account: dict = {}

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = new_folder(self.name)
        self._process: subprocess.Popen | None = None

    # What a kind of server says about itself
    def command(self) -> list[object]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def answers(self) -> bool:
        """Whether the server does its work: asked again and again while it starts."""
        with contextlib.suppress(OSError):
            socket.create_connection((self.host, self.port), 1).close()
            return True
        return False

    # What a test does to it
    def start(self) -> None:
        """Start on the same port and data; return when it answers."""
        self._process = process = _starter.submit(self._spawn).result()
        end = time.monotonic() + self.patience
        while not self.answers():
            if process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"{self.name} did not start:\n{self.log()[-4000:]}")
            time.sleep(0.03)

    def stop(self, mode: str = "fast") -> None:
        """End it as an administrator would; by force when it does not listen."""
        process, family = self._process, self._family()
        if process is None or not family:
            return
        process.send_signal(self.ends_with[mode])
        try:
            process.wait(self.patience)
        except subprocess.TimeoutExpired:
            _signal(family, signal.SIGKILL)
            process.wait()
        _wait_until_gone(family, self.patience)

    def kill(self) -> None:
        """kill -9 for it and everything that it started: the plug is pulled."""
        process, family = self._process, self.freeze()
        if process is None or not family:
            return
        _signal(family, signal.SIGKILL)
        process.wait()
        _wait_until_gone(family, self.patience)

    def restart(self, mode: str = "fast") -> None:
        self.kill() if mode == "kill" else self.stop(mode)
        self.start()

    def freeze(self) -> list[int]:
        """Stop it in its tracks: connections stay open, nothing answers. Returns its processes."""
        frozen: list[int] = []
        while more := [
            pid for pid in self._family() if pid not in frozen
        ]:  # a parent may have forked meanwhile
            _signal(more, signal.SIGSTOP)
            frozen += more
        return frozen

    def thaw(self) -> None:
        _signal(reversed(self._family()), signal.SIGCONT)

    # What a test asks it
    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self.running else None

    def rss(self) -> int:
        """Bytes of memory that it and its children hold."""
        return sum(map(_resident, self._family()))

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    def close(self) -> None:
        """Gone, with its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_) -> None:
        try:
            self.thaw()
            self.stop()
        finally:
            self.close()

    def _spawn(self) -> subprocess.Popen:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(word) for word in self.command()],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the test run: it ends its servers itself
                preexec_fn=self._end_with_the_tests,  # one system call, its library loaded before
                **self.account,
            )

    def _end_with_the_tests(self) -> None:
        """Even a test run that is killed leaves no server behind."""
        if _libc:
            _libc.prctl(_PDEATHSIG, self.ends_with["fast"])

    def _family(self) -> list[int]:
        return family_of(self.pid) if self.pid else []


def free_port() -> int:
    """A port below those that the system gives to clients: one of these could be taken while
    its server is down."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def new_folder(name: str) -> Path:
    """A folder that says whose it is, so that the next run can remove what a killed one left."""
    top = Path(tempfile.gettempdir())
    for left in top.glob("grappe-*-*-*"):
        owner = left.name.split("-")[2]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"grappe-{name}-{os.getpid()}-"))
    folder.chmod(0o755)
    return folder


def family_of(pid: int) -> list[int]:
    """The process and its descendants, parents first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            _state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            children.setdefault(int(parent), []).append(int(stat.parent.name))
    family = [pid]
    for member in family:
        family += children.get(member, [])
    return family


def _signal(pids, number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _alive(pid: int) -> bool:
    """A zombie is not alive: whoever should reap it may never do so."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def _wait_until_gone(pids: list[int], seconds: float) -> None:
    end = time.monotonic() + seconds
    while any(map(_alive, pids)):
        if time.monotonic() > end:
            _signal(pids, signal.SIGKILL)
            return
        time.sleep(0.01)


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
